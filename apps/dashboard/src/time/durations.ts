const SECOND_MS = 1_000;
const units = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: SECOND_MS },
] as const;

/** A length of time in its two largest units, such as `3 h 20 min`; below a second `0 s`. */
export function durationText(ms: number): string {
  const first = units.findIndex((unit) => ms >= unit.ms);
  if (first === -1) return '0 s';
  let rest = ms;
  const parts: string[] = [];
  for (const { name, ms: unitMs } of units.slice(first, first + 2)) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** How long ago something was: `just now`, `3 min ago`. */
export function agoText(at: string, nowMs: number): string {
  const ms = nowMs - Date.parse(at);
  if (ms < 5 * SECOND_MS) return ms < -5 * SECOND_MS ? `in ${largestUnit(-ms)}` : 'just now';
  return `${largestUnit(ms)} ago`;
}

const largestUnit = (ms: number): string => durationText(ms).split(' ').slice(0, 2).join(' ');

/** Milliseconds with the digits that matter: `0.77 ms`, `41 ms`, `1.25 s`. */
export function latencyText(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(2)} ms`;
}

/** A share as percent: never rounded up to 100 %. */
export function percentText(share: number | null | undefined): string {
  if (share === null || share === undefined) return '–';
  if (share === 1) return '100 %';
  return `${(Math.floor(share * 100_000) / 1_000).toFixed(share >= 0.99 ? 3 : 1)} %`;
}
