import type { Schemas } from '../api/client.js';
import { percentText } from '../time/durations.js';
import { dayLook } from './day-look.js';
import classes from './day-bar.module.css';

type Day = Schemas['DailyStats']['items'][number]['days'][number];

const HEIGHT = 24;
const PITCH = 5;
const WIDTH = 3.6;

/** A cell for each day; what nobody knows is neither up nor down. */
export function DayBar({ days, label }: { days: readonly Day[]; label: string }) {
  const known = days.filter(({ availability }) => availability !== null);
  const worst = Math.min(1, ...known.map(({ availability }) => availability ?? 1));
  const text = known.length === 0 ? 'no data yet' : `worst day ${percentText(worst)}, ${known.length} days with data`;
  return (
    <svg
      className={classes['bar']}
      viewBox={`0 0 ${days.length * PITCH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${text}`}
    >
      {days.map((day, index) => {
        const look = dayLook(day);
        // What is worse is lower too, so that the colour is not all that tells.
        const height = look === 'up' ? HEIGHT : look === 'none' ? HEIGHT / 4 : HEIGHT * 0.7;
        return (
          <rect
            key={day.date}
            data-look={look}
            x={index * PITCH}
            y={HEIGHT - height}
            width={WIDTH}
            height={height}
            rx={1}
          >
            <title>{`${day.date}: ${percentText(day.availability)} available, ${percentText(day.coverage)} known`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
