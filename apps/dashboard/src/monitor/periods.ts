const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The periods of the statistics. */
const periods = [
  { window: '1h', label: 'Last hour', ms: HOUR_MS },
  { window: '24h', label: '24 hours', ms: DAY_MS },
  { window: '7d', label: '7 days', ms: 7 * DAY_MS },
  { window: '30d', label: '30 days', ms: 30 * DAY_MS },
  { window: '90d', label: '90 days', ms: 90 * DAY_MS },
] as const;

/**
 * The periods up to the first that holds the whole life of a monitor: a day of a monitor is not its uptime of 90 days.
 * `wholeLife`: longer ones are left out.
 */
export function periodsSince(createdAt: string, nowMs: number) {
  const ageMs = nowMs - Date.parse(createdAt);
  const last = periods.findIndex(({ ms }) => ms >= ageMs);
  const windows = last === -1 ? periods : periods.slice(0, last + 1);
  return { windows, wholeLife: windows.length < periods.length };
}
