/** A day below this had more than a blip. */
const BAD_DAY = 0.99;

export type DayLook = 'none' | 'up' | 'degraded' | 'down';

/** The look of a day, by its uptime if there is data. */
export function dayLook({ availability }: { availability: number | null }): DayLook {
  if (availability === null) return 'none';
  if (availability === 1) return 'up';
  return availability >= BAD_DAY ? 'degraded' : 'down';
}
