import type { PartitionSize } from '@wakeful/persistence';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Partitions that reach into these days are measured: long enough for a week with its weekend. */
const MEASURED_DAYS = 7;
/** After less than this there is little to go by: hours are summed up only when they are over. */
const MIN_MEASURED_MS = 6 * HOUR_MS;

export interface TableForecast {
  /** As large as it is now, with its indexes. */
  readonly sizeBytes: number;
  /** By which it grew in the last days; null: it is too young to say. */
  readonly bytesPerDay: number | null;
  readonly retentionDays: number;
  /** How large it is when the oldest of it is as old as it may become, if it keeps growing at this rate. */
  readonly forecastBytes: number | null;
}

/**
 * What the partitions of one table say of its size in the future. They are as large as they are from the beginning of
 * their time, or from when Wakeful was set up, until now or their end.
 */
export function forecastSize(
  partitions: readonly PartitionSize[],
  retentionDays: number,
  { sinceMs, nowMs }: { sinceMs: number; nowMs: number },
): TableForecast {
  const sizeBytes = partitions.reduce((sum, { bytes }) => sum + bytes, 0);
  const newest = partitions.filter(({ fromMs, untilMs }) => fromMs < nowMs && untilMs > nowMs - MEASURED_DAYS * DAY_MS);
  const fromMs = Math.max(sinceMs, Math.min(nowMs, ...newest.map((one) => one.fromMs)));
  const measuredMs = nowMs - fromMs;
  if (measuredMs < MIN_MEASURED_MS) return { sizeBytes, bytesPerDay: null, retentionDays, forecastBytes: null };
  const grownBytes = newest.filter(({ hasRows }) => hasRows).reduce((sum, { bytes }) => sum + bytes, 0);
  const bytesPerDay = Math.round((grownBytes / measuredMs) * DAY_MS);
  return { sizeBytes, bytesPerDay, retentionDays, forecastBytes: bytesPerDay * retentionDays };
}
