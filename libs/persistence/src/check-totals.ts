import { type Phase, phases } from '@wakeful/contracts';
import { PhaseHistograms } from '@wakeful/domain';
import { statusCodes } from './codes.js';
import { number, numbers, orNull, text, timeMs } from './sql/column-types.js';
import { type Queryable, type RowsOf, rowsOf } from './sql/run-statement.js';
import { statement } from './sql/statement.js';

/** The number of checks by how they ended, and how long those took that ended well. */
export interface CheckTotals {
  up: number;
  degraded: number;
  down: number;
  unknown: number;
  latency: PhaseHistograms;
}

/** Those of one monitor within one stretch of time. */
export interface BucketTotals extends CheckTotals {
  readonly monitorKey: number;
  /** When it begins. */
  readonly atMs: number;
}

const { up, degraded, down, unknown } = statusCodes.toCode;
const counted = (status: number): string => `count(*) FILTER (WHERE status = ${status})::int`;
const timings = phases.map(
  (phase) => `array_agg(${phase}_us) FILTER (WHERE status IN (${up}, ${degraded}))::text AS ${phase}`,
);

const timing = orNull(text);
const columns = {
  monitorKey: number,
  bucket: orNull(timeMs),
  ...{ up: number, degraded: number, down: number, unknown: number },
  ...{ dns: timing, connect: timing, tls: timing, ttfb: timing, transfer: timing },
};
const parameters = { monitorKeys: numbers, from: timeMs, to: timeMs };

/** One text for all timings of a monitor is read ten times faster than a row for each check. */
const totalsSql = (bucket: string): string => `
  SELECT monitor_key, ${bucket} AS bucket, ${counted(up)} AS up, ${counted(degraded)} AS degraded, ${counted(down)} AS down,
         ${counted(unknown)} AS unknown, ${timings.join(', ')}
    FROM checks
   WHERE monitor_key = ANY ($monitorKeys::int[]) AND location_id = ANY (ARRAY(SELECT id FROM locations))
     AND scheduled_at >= $from AND scheduled_at < $to
   GROUP BY monitor_key, bucket`;

/** All of them together. */
const totals = statement(columns, parameters, totalsSql('NULL::timestamptz'));
const totalsByBucket = statement(
  columns,
  { ...parameters, bucketSeconds: number },
  totalsSql(`date_bin(make_interval(secs => $bucketSeconds), scheduled_at, 'epoch')`),
);
type Row = RowsOf<typeof totals>[number];

const COMMA = 44;
const BRACE_OPEN = 123;
const ZERO = 48;

/** Reads the text of an `int[]` without nulls, "{1,2,3}", as which Postgres sends it. */
function* numbersOf(text: string): Generator<number> {
  let value = 0;
  for (let index = 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === COMMA || code > BRACE_OPEN) {
      yield value;
      value = 0;
    } else value = value * 10 + code - ZERO;
  }
}

function latencyOf(row: Row): PhaseHistograms {
  const latency = new PhaseHistograms();
  const timingsOf = (phase: Phase): Generator<number> => numbersOf(row[phase] ?? '{');
  const [dns, connect, tls, ttfb, transfer] = phases.map(timingsOf);
  if (!dns || !connect || !tls || !ttfb || !transfer) return latency;
  // All five were collected in one pass over the rows, and so are in the same order.
  for (const us of dns) {
    latency.add({
      dns: us,
      connect: Number(connect.next().value),
      tls: Number(tls.next().value),
      ttfb: Number(ttfb.next().value),
      transfer: Number(transfer.next().value),
    });
  }
  return latency;
}

const totalsOf = (row: Row): CheckTotals => {
  const { up, degraded, down, unknown } = row;
  return { up, degraded, down, unknown, latency: latencyOf(row) };
};

/** Sums up the stored checks of monitors with a slot in [fromMs, untilMs), by the monitors' keys. */
export async function totalChecks(
  manager: Queryable,
  monitorKeys: readonly number[],
  fromMs: number,
  untilMs: number,
): Promise<Map<number, CheckTotals>> {
  if (monitorKeys.length === 0 || fromMs >= untilMs) return new Map();
  const rows = await rowsOf(manager, totals, { monitorKeys, from: fromMs, to: untilMs });
  return new Map(rows.map((row) => [row.monitorKey, totalsOf(row)]));
}

/**
 * The same, each bucket of time by itself, counted from 1970; one without a check is left out.
 * @param bucketMs whole seconds
 */
export async function totalChecksByBucket(
  manager: Queryable,
  monitorKeys: readonly number[],
  fromMs: number,
  untilMs: number,
  bucketMs: number,
): Promise<BucketTotals[]> {
  if (monitorKeys.length === 0 || fromMs >= untilMs) return [];
  const parameters = { monitorKeys, from: fromMs, to: untilMs, bucketSeconds: bucketMs / 1_000 };
  const rows = await rowsOf(manager, totalsByBucket, parameters);
  return rows.map((row) => ({ monitorKey: row.monitorKey, atMs: row.bucket ?? 0, ...totalsOf(row) }));
}
