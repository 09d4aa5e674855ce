import { latencyText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import { phases } from '../time/phases.js';
import type { Point } from './chart-series.js';
import classes from './chart.module.css';

interface Props {
  /** The one that the pointer is at. */
  readonly point: Point | null;
  readonly latest: Point | null;
  readonly hasOutages: boolean;
}

/** What the colours mean, with the numbers of the point that is looked at: if there is none, of the newest. */
export function ChartLegend({ point, latest, hasOutages }: Props) {
  const shown = point ?? latest;
  return (
    <div>
      <p className={classes['when']}>
        {shown ? (
          <>
            {point ? '' : 'Latest: '}
            <Moment at={new Date(shown.atMs).toISOString()} /> · {latencyText(shown.p50Ms)} in all
            {shown.checks > 1 && ` (median of ${shown.checks} checks)`}
          </>
        ) : (
          'Nothing was answered in this range.'
        )}
      </p>
      <dl className={classes['legend']}>
        {phases.map(({ name, label }, index) => (
          <Entry key={name} name={name} label={label} value={latencyText(shown?.phasesMs[index])} />
        ))}
        <Entry name="line" label="p95" value={latencyText(shown?.p95Ms)} />
        {hasOutages && <Entry name="down" label="Outage" value="shaded" />}
      </dl>
    </div>
  );
}

function Entry({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <div>
      <dt>
        <span className={classes['swatch']} data-layer={name} aria-hidden />
        {label}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}
