import type { MonitorSort, MonitorStatus } from '@wakeful/contracts';
import { isMonitorStatus } from '../status/statuses.js';

export interface OverviewFilter {
  readonly q: string;
  readonly statuses: readonly MonitorStatus[];
  readonly tag: string;
  readonly location: string;
  readonly sort: MonitorSort;
}

export const sortLabels: Readonly<Partial<Record<MonitorSort, string>>> = {
  status: 'Status',
  name: 'Name (A–Z)',
  '-name': 'Name (Z–A)',
  '-responseTime': 'Slowest first',
  '-createdAt': 'Newest first',
};
const DEFAULT_SORT: MonitorSort = 'status';

const isSort = (text: string | null): text is MonitorSort => text !== null && text in sortLabels;

/** Parses the filter from the URL of the overview; invalid parameters are ignored. */
export function readFilter(parameters: URLSearchParams): OverviewFilter {
  const sort = parameters.get('sort');
  return {
    q: parameters.get('q') ?? '',
    statuses: (parameters.get('status') ?? '').split(',').filter(isMonitorStatus),
    tag: parameters.get('tag') ?? '',
    location: parameters.get('location') ?? '',
    sort: isSort(sort) ? sort : DEFAULT_SORT,
  };
}

/** The URL parameters of a filter; defaults are left out. */
export function writeFilter({ q, statuses, tag, location, sort }: OverviewFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  if (q) parameters.set('q', q);
  if (statuses.length > 0) parameters.set('status', statuses.join(','));
  if (tag) parameters.set('tag', tag);
  if (location) parameters.set('location', location);
  if (sort !== DEFAULT_SORT) parameters.set('sort', sort);
  return parameters;
}

/** The filter as API parameters. */
export const queryOf = ({ q, statuses, tag, location, sort }: OverviewFilter) => ({
  ...(q.trim() && { q: q.trim() }),
  ...(statuses.length > 0 && { status: [...statuses] }),
  ...(tag.trim() && { tag: tag.trim() }),
  ...(location && { location }),
  sort,
});
