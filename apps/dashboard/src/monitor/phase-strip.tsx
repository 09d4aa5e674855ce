import type { Schemas } from '../api/client.js';
import { latencyText } from '../time/durations.js';
import { phases } from '../time/phases.js';
import classes from './chart.module.css';

interface Props {
  readonly timings: Schemas['CheckTimings'];
  /** The duration that fills the whole width. */
  readonly longestMs: number;
}

/** The phases of a check as a thin bar to scale, next to the number. */
export function PhaseStrip({ timings, longestMs }: Props) {
  const taken = phases.flatMap(({ name, label, of }) => {
    const ms = of(timings);
    return ms === null ? [] : [{ name, label, ms }];
  });
  if (taken.length === 0 || longestMs === 0) return null;
  return (
    <div
      className={classes['bar']}
      aria-hidden
      title={taken.map(({ label, ms }) => `${label} ${latencyText(ms)}`).join(', ')}
    >
      {taken.map(({ name, ms }) => (
        <span key={name} data-layer={name} style={{ width: `${(ms / longestMs) * 90}%` }} />
      ))}
    </div>
  );
}
