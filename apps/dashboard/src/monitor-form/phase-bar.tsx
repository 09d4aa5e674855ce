import type { Schemas } from '../api/client.js';
import { latencyText } from '../time/durations.js';
import { phases } from '../time/phases.js';
import classes from './phase-bar.module.css';

type Timings = Schemas['CheckTimings'];

/** The duration of each phase of a check, as a bar and as an accessible list. */
export function PhaseBar({ timings }: { timings: Timings }) {
  const taken = phases.map(({ name, label, of }) => ({ name, label, ms: of(timings) }));
  if (taken.every(({ ms }) => ms === null)) return null;
  return (
    <div>
      <div className={classes['bar']} aria-hidden>
        {taken.map(({ name, ms }) => ms !== null && <span key={name} data-phase={name} style={{ flexGrow: ms }} />)}
      </div>
      <dl className={classes['legend']}>
        {taken.map(({ name, label, ms }) => (
          <div key={name}>
            <dt>
              <span className={classes['swatch']} data-phase={name} aria-hidden />
              {label}
            </dt>
            <dd>{latencyText(ms)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
