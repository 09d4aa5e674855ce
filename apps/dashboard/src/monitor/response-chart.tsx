import { SegmentedControl, Skeleton } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Schemas } from '../api/client.js';
import { FailureNotice } from '../app/failure-notice.js';
import { EmptyNotice } from '../parts/list-state.js';
import { countText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import { bucketText } from './bucket-points.js';
import classes from './chart.module.css';
import { partOf, rangeOf, withPart } from './chart-address.js';
import { ChartLegend } from './chart-legend.js';
import { captionOf, pictureOf } from './chart-picture.js';
import { beganWith, type Point, type Span } from './chart-series.js';
import { ChartTable } from './chart-table.js';
import { ResponsePlot } from './response-plot.js';
import { Section } from './section.js';
import {
  firstRange,
  type Range,
  ranges,
  type ResponseSeries,
  useFinerTimes,
  useResponseSeries,
} from './use-response-series.js';

const choices = (Object.keys(ranges) as Range[]).map((value) => ({ value, label: ranges[value].label }));

/** The response time chart, by phase. */
export function ResponseChart({ monitor: { id: monitorId, createdAt } }: { monitor: Schemas['Monitor'] }) {
  const [parameters, setParameters] = useSearchParams();
  const [first] = useState(() => firstRange(createdAt));
  const range = rangeOf(parameters) ?? first;
  const setRange = (next: Range): void => setParameters({ range: next }, { replace: true });
  const { data, error, refetch } = useResponseSeries(monitorId, range);
  const series = useMemo(() => data && beganWith(data, createdAt), [data, createdAt]);
  return (
    <Section
      title="Response time"
      control={<SegmentedControl size="xs" aria-label="Chart range" value={range} onChange={setRange} data={choices} />}
    >
      {error && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton h={310} role="status" aria-label="Loading response times" />}
      {series && <Chart key={range} monitorId={monitorId} series={series} range={range} />}
    </Section>
  );
}

interface ChartProps {
  readonly monitorId: string;
  readonly series: ResponseSeries;
  readonly range: Range;
}

function Chart({ monitorId, series, range }: ChartProps) {
  const [index, setIndex] = useState<number | null>(null);
  const [parameters, setParameters] = useSearchParams();
  const [first] = useState(() => partOf(parameters, series.span));
  const [part, setPart] = useState<Span | null>(first);
  const zoom = useCallback(
    (next: Span | null) => {
      setPart((before) => (before?.fromMs === next?.fromMs && before?.untilMs === next?.untilMs ? before : next));
      setParameters((before) => withPart(before, range, next), { replace: true });
    },
    [range, setParameters],
  );
  const finer = useFinerTimes(monitorId, series, part);
  const picture = useMemo(() => pictureOf(series, finer), [series, finer]);
  const { points, stack, shades, average } = picture;
  if (points.length === 0 && shades.length === 0) {
    return (
      <EmptyNotice title={`No data for ${ranges[range].text}`} order={3}>
        Run a check or pick a longer range.
      </EmptyNotice>
    );
  }
  return (
    <>
      <ChartLegend
        point={index === null ? null : (stack.points[index] ?? null)}
        latest={points.at(-1) ?? null}
        hasOutages={shades.length > 0}
        average={average}
      />
      <ResponsePlot
        stack={stack}
        shades={shades}
        label={captionOf(picture, range)}
        zoomedTo={first}
        onPoint={setIndex}
        onZoom={zoom}
      />
      <Note series={series} finer={finer} isSummedUp={points.some(({ checks }) => checks > 1)} />
      <ChartTable points={shownOf(points, part)} average={average} />
    </>
  );
}

/** The table has what the chart shows. */
const shownOf = (points: readonly Point[], part: Span | null): readonly Point[] =>
  part ? points.filter(({ atMs }) => atMs >= part.fromMs && atMs <= part.untilMs) : points;

interface NoteProps {
  readonly series: ResponseSeries;
  readonly finer: Schemas['ResponseTimes'] | undefined;
  /** Some points aggregate several checks. */
  readonly isSummedUp: boolean;
}

/** What the chart leaves out or aggregates. */
function Note({ series, finer, isSummedUp }: NoteProps) {
  const { windows, windowsTotal } = series;
  return (
    <>
      {series.read === 'buckets' && (
        <p className={classes['when']}>
          {isSummedUp &&
            `Each point aggregates ${bucketText((finer ?? series.times).bucketSeconds)}; phases are means. `}
          Only successful checks are shown.
        </p>
      )}
      {series.read === 'checks' && series.isCutOff && (
        <p className={classes['when']}>
          The latest {countText(series.checks.length)} checks of this range are shown, since{' '}
          <Moment at={new Date(series.span.fromMs).toISOString()} />.
        </p>
      )}
      {windowsTotal > windows.length && (
        <p className={classes['when']}>
          The latest {windows.length} of {countText(windowsTotal)} incidents are shown.
        </p>
      )}
    </>
  );
}
