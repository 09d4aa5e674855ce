import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { Span } from './chart-series.js';

const PAGE_LIMIT = 1_000;
const MAX_PAGES = 5;
const MAX_WINDOWS = 200;

/** One hour is read as raw checks, longer ranges as rollups. */
export const ranges = {
  '1h': { label: '1 h', text: 'the last hour', ms: 3_600_000, refreshMs: 20_000, read: 'checks' },
  '24h': { label: '24 h', text: 'the last 24 hours', ms: 86_400_000, refreshMs: 60_000, read: 'buckets' },
  '7d': { label: '7 d', text: 'the last 7 days', ms: 604_800_000, refreshMs: 300_000, read: 'buckets' },
  '30d': { label: '30 d', text: 'the last 30 days', ms: 2_592_000_000, refreshMs: 300_000, read: 'buckets' },
  '90d': { label: '90 d', text: 'the last 90 days', ms: 7_776_000_000, refreshMs: 300_000, read: 'buckets' },
} as const;
export type Range = keyof typeof ranges;
/** A day of a new monitor would be a line at the right edge. */
const NEW_MS = 2 * ranges['1h'].ms;

/** The initial range by the monitor's creation time. */
export const firstRange = (createdAt: string): Range => (Date.now() - Date.parse(createdAt) < NEW_MS ? '1h' : '24h');

export interface CheckReading {
  readonly read: 'checks';
  readonly checks: readonly Schemas['Check'][];
  /** The range contains older checks that were not loaded. */
  readonly isCutOff: boolean;
}

export interface BucketReading {
  readonly read: 'buckets';
  readonly times: Schemas['ResponseTimes'];
}

export type ResponseSeries = (CheckReading | BucketReading) & {
  readonly span: Span;
  readonly windows: readonly Schemas['DowntimeWindow'][];
  /** The total, which may exceed `windows`. */
  readonly windowsTotal: number;
};

/** The response times of a range, refetched periodically: live events can be thousands. */
export const useResponseSeries = (monitorId: string, range: Range) => useQuery(seriesQuery(monitorId, range));

export const seriesQuery = (monitorId: string, range: Range) =>
  queryOptions({
    queryKey: ['response-series', monitorId, range],
    queryFn: ({ signal }) => readSeries(monitorId, range, signal),
    staleTime: ranges[range].refreshMs,
    refetchInterval: ranges[range].refreshMs,
    structuralSharing: false,
  });

async function readSeries(id: string, range: Range, signal: AbortSignal): Promise<ResponseSeries> {
  const { ms, read } = ranges[range];
  const untilMs = Date.now();
  const fromMs = untilMs - ms;
  const query = { from: new Date(fromMs).toISOString(), to: new Date(untilMs).toISOString() };
  const windowsQuery = { ...query, page: 1, pageSize: MAX_WINDOWS };
  const [reading, { items: windows, total: windowsTotal }] = await Promise.all([
    read === 'checks' ? readChecks(id, query, signal) : readBuckets(id, query, signal),
    bodyOf(
      client.GET('/api/v1/monitors/{id}/downtime-windows', {
        params: { path: { id }, query: windowsQuery },
        signal,
      }),
    ),
  ]);
  return { ...reading, span: { fromMs: beginningOf(reading) ?? fromMs, untilMs }, windows, windowsTotal };
}

/** The actual start, if it differs from the requested one. */
function beginningOf(reading: CheckReading | BucketReading): number | null {
  if (reading.read === 'buckets') return Date.parse(reading.times.from);
  const oldest = reading.isCutOff ? reading.checks.at(-1) : undefined;
  return oldest ? Date.parse(oldest.scheduledAt) : null;
}

async function readBuckets(
  id: string,
  query: { from: string; to: string },
  signal: AbortSignal,
): Promise<BucketReading> {
  const params = { path: { id }, query };
  const times = await bodyOf(client.GET('/api/v1/monitors/{id}/response-times', { params, signal }));
  return { read: 'buckets', times };
}

async function readChecks(id: string, query: { from: string; to: string }, signal: AbortSignal): Promise<CheckReading> {
  const checks: Schemas['Check'][] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const params = { path: { id }, query: { ...query, limit: PAGE_LIMIT, ...(cursor !== null && { cursor }) } };
    const answer: Schemas['CheckSeries'] = await bodyOf(client.GET('/api/v1/monitors/{id}/checks', { params, signal }));
    checks.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return { read: 'checks', checks, isCutOff: cursor !== null };
}

/** The shortest bucket. */
const MIN_BUCKET_SECONDS = 10;

/** Shorter buckets of the zoomed span; undefined if there are none or they are still loading. */
export function useFinerTimes(id: string, series: ResponseSeries, part: Span | null) {
  const coarse = series.read === 'buckets' ? series.times : null;
  const bucketMs = (coarse?.bucketSeconds ?? MIN_BUCKET_SECONDS) * 1_000;
  const fromMs = part ? Math.floor(part.fromMs / bucketMs) * bucketMs : 0;
  const toMs = part ? Math.min(Math.ceil(part.untilMs / bucketMs) * bucketMs, series.span.untilMs) : 0;
  const { data } = useQuery({
    queryKey: ['response-series', id, fromMs, toMs],
    queryFn: ({ signal }) =>
      readBuckets(id, { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }, signal),
    enabled: coarse !== null && coarse.bucketSeconds > MIN_BUCKET_SECONDS && fromMs < toMs,
    // A span that ends now moves with time.
    placeholderData: part ? keepPreviousData : undefined,
  });
  return data && coarse && data.times.bucketSeconds < coarse.bucketSeconds ? data.times : undefined;
}

/** Everything on the page that a finished check may have changed. */
export const concerningChecks = (monitorId: string) => [keys.checks(monitorId), ['response-series', monitorId]];
