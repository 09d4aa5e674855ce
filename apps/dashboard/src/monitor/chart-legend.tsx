import { countText, latencyText, phaseText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import { phases } from '../time/phases.js';
import classes from './chart.module.css';
import type { Point } from './chart-series.js';

interface Props {
  /** The point under the pointer. */
  readonly point: Point | null;
  readonly latest: Point | null;
  readonly hasOutages: boolean;
  /** How several checks are aggregated. */
  readonly average: 'median' | 'mean';
}

/** The legend, with the values of the point under the pointer or, without one, the latest point. */
export function ChartLegend({ point, latest, hasOutages, average }: Props) {
  const shown = point ?? latest;
  return (
    <div>
      <p className={classes['when']}>
        {shown ? (
          <>
            {point ? '' : 'Latest: '}
            <Moment at={new Date(shown.atMs).toISOString()} /> · total {latencyText(shown.totalMs)}
            {shown.checks > 1 && ` (${average} of ${countText(shown.checks)} checks)`}
          </>
        ) : (
          'No data in this range.'
        )}
      </p>
      <dl className={classes['legend']}>
        {phases.map(({ name, label }, index) => (
          <Entry key={name} name={name} label={label} value={phaseText(shown?.phasesMs[index])} />
        ))}
        {average === 'mean' && <Entry label="p50" value={latencyText(shown?.p50Ms)} />}
        <Entry name="line" label="p95" value={latencyText(shown?.p95Ms)} />
        {average === 'mean' && <Entry label="p99" value={latencyText(shown?.p99Ms)} />}
        {hasOutages && <Entry name="down" label="Incident" value="(shaded)" />}
      </dl>
    </div>
  );
}

/** Without a name there is no swatch. */
function Entry({ name, label, value }: { name?: string; label: string; value: string }) {
  return (
    <div>
      <dt>
        {name && <span className={classes['swatch']} data-layer={name} aria-hidden />}
        {label}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}
