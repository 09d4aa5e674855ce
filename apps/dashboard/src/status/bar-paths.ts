import type { Schemas } from '../api/client.js';
import { type DayLook, dayLook } from './day-look.js';

export type Day = Schemas['DailyStats']['items'][number]['days'][number];

interface Sizes {
  readonly height: number;
  /** From the left edge of a cell to that of the next one. */
  readonly pitch: number;
  readonly width: number;
}

/** What is worse is lower too, so that the colour is not all that tells. */
const shares: Readonly<Record<DayLook, number>> = { up: 1, degraded: 0.7, down: 0.7, none: 0.25 };

/** The cells of the days as one path for each look. */
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
