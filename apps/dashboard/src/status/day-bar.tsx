import { memo, type PointerEvent, useState } from 'react';
import { percentText } from '../time/durations.js';
import { barPaths, type Day } from './bar-paths.js';
import classes from './day-bar.module.css';

const HEIGHT = 24;
const PITCH = 5;
const WIDTH = 3.6;

const dayText = ({ date, availability, coverage }: Day): string =>
  `${date}: ${percentText(availability)} available, ${percentText(coverage)} known`;

interface Props {
  readonly days: readonly Day[];
  readonly label: string;
}

/**
 * One cell per day; a day without data is neither up nor down. A list has many bars with many days, so all cells of one
 * look form one shape, and the hovered day is computed from the pointer position.
 */
export const DayBar = memo(function DayBar({ days, label }: Props) {
  const [pointed, setPointed] = useState<Day>();
  const known = days.filter(({ availability }) => availability !== null);
  const worst = Math.min(1, ...known.map(({ availability }) => availability ?? 1));
  const text = known.length === 0 ? 'no data yet' : `worst day ${percentText(worst)}, ${known.length} days with data`;
  const point = ({ currentTarget, clientX }: PointerEvent): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setPointed(days[Math.floor(((clientX - left) / width) * days.length)]);
  };
  return (
    <span className={classes['frame']} title={pointed && dayText(pointed)} onPointerMove={point}>
      <svg
        className={classes['bar']}
        viewBox={`0 0 ${days.length * PITCH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${text}`}
      >
        {barPaths(days, { height: HEIGHT, pitch: PITCH, width: WIDTH }).map(({ look, path }) => (
          <path key={look} data-look={look} d={path} />
        ))}
      </svg>
    </span>
  );
});
