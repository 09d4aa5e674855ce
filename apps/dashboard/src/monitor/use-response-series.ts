import { useQuery } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { Span } from './chart-series.js';

const PAGE_LIMIT = 1_000;
const MAX_PAGES = 5;
const MAX_WINDOWS = 200;

export const ranges = {
  '1h': { label: '1 h', text: 'the last hour', ms: 3_600_000, refreshMs: 20_000 },
  '24h': { label: '24 h', text: 'the last 24 hours', ms: 86_400_000, refreshMs: 60_000 },
  '7d': { label: '7 d', text: 'the last 7 days', ms: 604_800_000, refreshMs: 300_000 },
} as const;
export type Range = keyof typeof ranges;

export interface ResponseSeries {
  readonly checks: readonly Schemas['Check'][];
  readonly windows: readonly Schemas['DowntimeWindow'][];
  readonly span: Span;
  /** There are older checks within the range than were read. */
  readonly isCutOff: boolean;
}

/** The checks of a range, read anew now and then: not at every live event, as they can be thousands. */
export function useResponseSeries(monitorId: string, range: Range) {
  const { ms, refreshMs } = ranges[range];
  return useQuery({
    queryKey: ['response-series', monitorId, range],
    queryFn: ({ signal }) => readSeries(monitorId, ms, signal),
    staleTime: refreshMs,
    refetchInterval: refreshMs,
    structuralSharing: false,
  });
}

async function readSeries(id: string, rangeMs: number, signal: AbortSignal): Promise<ResponseSeries> {
  const untilMs = Date.now();
  const fromMs = untilMs - rangeMs;
  const from = new Date(fromMs).toISOString();
  const to = new Date(untilMs).toISOString();
  const windowsQuery = { from, to, page: 1, pageSize: MAX_WINDOWS };
  const [{ checks, isCutOff }, { items: windows }] = await Promise.all([
    readChecks(id, { from, to }, signal),
    bodyOf(
      client.GET('/api/v1/monitors/{id}/downtime-windows', {
        params: { path: { id }, query: windowsQuery },
        signal,
      }),
    ),
  ]);
  const oldest = checks.at(-1);
  const span = { fromMs: isCutOff && oldest ? Date.parse(oldest.scheduledAt) : fromMs, untilMs };
  return { checks, windows, span, isCutOff };
}

async function readChecks(id: string, query: { from: string; to: string }, signal: AbortSignal) {
  const checks: Schemas['Check'][] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const params = { path: { id }, query: { ...query, limit: PAGE_LIMIT, ...(cursor !== null && { cursor }) } };
    const answer: Schemas['CheckSeries'] = await bodyOf(client.GET('/api/v1/monitors/{id}/checks', { params, signal }));
    checks.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return { checks, isCutOff: cursor !== null };
}

/** All that a finished check may have changed of what the page shows. */
export const concerningChecks = (monitorId: string) => [keys.checks(monitorId), ['response-series', monitorId]];
