import { MINUTE_MS, type PublicIncident, type PublicStatus, type StatusSummary } from '@wakeful/contracts';

/** Worst first. */
const order: readonly PublicStatus[] = ['down', 'degraded', 'maintenance', 'operational', 'no_data'];

type Times = Pick<PublicIncident, 'startsAt' | 'resolvedAt'>;

/** Whether it is past, current or upcoming at the end of the minute that the page shows. */
export function phaseOf({ startsAt, resolvedAt }: Times, generatedAt: string): 'past' | 'now' | 'planned' {
  const nowMs = Date.parse(generatedAt) + MINUTE_MS;
  if (resolvedAt !== null && Date.parse(resolvedAt) < nowMs) return 'past';
  return Date.parse(startsAt) < nowMs ? 'now' : 'planned';
}

/** The worst of the statuses from checks and from current posted incidents. */
export function overallStatus(
  groups: StatusSummary['groups'],
  incidents: readonly (Times & Pick<PublicIncident, 'state'>)[],
  generatedAt: string,
): PublicStatus {
  const underWay = incidents.filter((incident) => phaseOf(incident, generatedAt) === 'now');
  const seen = new Set<PublicStatus>([
    ...groups.flatMap(({ monitors }) => monitors.map(({ status }) => status)),
    ...underWay.map(({ state }) => (state === 'maintenance' ? state : 'degraded')),
  ]);
  return order.find((status) => seen.has(status)) ?? 'no_data';
}
