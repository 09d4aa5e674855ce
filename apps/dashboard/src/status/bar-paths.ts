import type { Schemas } from '../api/client.js';
import { type DayLook, dayLook } from './day-look.js';

export type Day = Schemas['DailyStats']['items'][number]['days'][number];

interface Sizes {
  readonly height: number;
  /** The distance between the left edges of adjacent cells. */
  readonly pitch: number;
  readonly width: number;
}

/** Worse days are also shorter, so that color is not the only cue. */
const shares: Readonly<Record<DayLook, number>> = { up: 1, degraded: 0.7, down: 0.7, none: 0.25 };

/** The day cells as one path per look. */
export function barPaths(days: readonly Day[], { height, pitch, width }: Sizes): { look: DayLook; path: string }[] {
  const cells = new Map<DayLook, string>();
  days.forEach((day, index) => {
    const look = dayLook(day);
    const cellHeight = height * shares[look];
    const cell = `M${index * pitch} ${height}v${-cellHeight}h${width}v${cellHeight}z`;
    cells.set(look, (cells.get(look) ?? '') + cell);
  });
  return [...cells].map(([look, path]) => ({ look, path }));
}
