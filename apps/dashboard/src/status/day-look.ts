/** A day with less than this was not merely a blip. */
const BAD_DAY = 0.99;

export type DayLook = 'none' | 'up' | 'degraded' | 'down';

/** How a day is coloured: by its availability, if anything is known of it. */
export function dayLook({ availability }: { availability: number | null }): DayLook {
  if (availability === null) return 'none';
  if (availability === 1) return 'up';
  return availability >= BAD_DAY ? 'degraded' : 'down';
}
