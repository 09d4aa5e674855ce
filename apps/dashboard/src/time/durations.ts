const SECOND_MS = 1_000;
const units = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: SECOND_MS },
] as const;

/** A duration in its two largest units, rounded, such as `3 h 20 min`; below half a second `0 s`. */
export function durationText(ms: number): string {
  const rounded = roundedTo(ms, 1);
  const first = units.findIndex((unit) => rounded >= unit.ms);
  if (first === -1) return '0 s';
  let rest = rounded;
  const parts: string[] = [];
  for (const { name, ms: unitMs } of units.slice(first, first + 2)) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** Rounded to the unit that is this many below the largest one. */
function roundedTo(ms: number, below: 0 | 1): number {
  const largest = units.findIndex((unit) => ms >= unit.ms);
  const stepMs = (largest === -1 ? undefined : units[largest + below]?.ms) ?? SECOND_MS;
  return Math.round(ms / stepMs) * stepMs;
}

/** How far ahead of this page's clock something can lie that has happened. */
const AHEAD_MS = 60 * SECOND_MS;

/** The time until a moment: `in 3 min`; one that has passed is `now`. */
export function fromNowText(at: string, nowMs: number): string {
  const ms = Date.parse(at) - nowMs;
  return ms < SECOND_MS ? 'now' : `in ${largestUnit(ms)}`;
}

/** The time since a moment: `just now`, `3 min ago`. */
export function agoText(at: string, nowMs: number): string {
  const ms = nowMs - Date.parse(at);
  // The page counts in steps, and the server's clock may be ahead of this one.
  if (ms < 5 * SECOND_MS) return ms < -AHEAD_MS ? fromNowText(at, nowMs) : 'just now';
  return `${largestUnit(ms)} ago`;
}

const largestUnit = (ms: number): string => durationText(roundedTo(ms, 0));

/** Milliseconds with three significant digits at most: `0.77 ms`, `41 ms`, `1.25 s`. */
export function latencyText(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return '–';
  if (Math.round(ms) >= 1_000) return `${(ms / 1_000).toFixed(ms < 9_995 ? 2 : 1)} s`;
  if (ms >= 9.95) return `${Math.round(ms)} ms`;
  return `${ms.toFixed(ms < 0.995 ? 2 : 1)} ms`;
}

/** The duration of a phase; one that did not take place has none. */
export const phaseText = (ms: number | null | undefined): string => (ms === 0 ? '–' : latencyText(ms));

/** A count with separators; numbers look the same on every page. */
export const countText = (count: number): string => count.toLocaleString('en');

/** A ratio as a percentage, never rounded up to 100%. */
export function percentText(share: number | null | undefined): string {
  if (share === null || share === undefined) return '–';
  if (share === 1) return '100%';
  return `${(Math.floor(share * 100_000) / 1_000).toFixed(share >= 0.99 ? 3 : 1)}%`;
}
