import type { WebVitals } from '@wakeful/contracts';

export type VitalName = keyof WebVitals;
export type Grade = 'good' | 'needs improvement' | 'poor';

/** Thresholds for good and poor values: https://web.dev/articles/vitals. */
const bounds: Readonly<Record<VitalName, readonly [good: number, poor: number]>> = {
  ttfbMs: [800, 1_800],
  fcpMs: [1_800, 3_000],
  lcpMs: [2_500, 4_000],
  cls: [0.1, 0.25],
};

export function gradeOf(name: VitalName, value: number | null): Grade | undefined {
  if (value === null) return undefined;
  const [good, poor] = bounds[name];
  if (value <= good) return 'good';
  return value <= poor ? 'needs improvement' : 'poor';
}
