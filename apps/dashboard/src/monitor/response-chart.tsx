import { SegmentedControl, Skeleton } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { FailureNotice } from '../app/failure-notice.js';
import { EmptyNotice } from '../parts/list-state.js';
import { latencyText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import { ChartLegend } from './chart-legend.js';
import { pointsOf, shadesOf, stackOf, summaryOf } from './chart-series.js';
import { ChartTable } from './chart-table.js';
import classes from './chart.module.css';
import { Section } from './section.js';
import { type Range, ranges, type ResponseSeries, useResponseSeries } from './use-response-series.js';

const MAX_POINTS = 288;

const ResponsePlot = lazy(async () => ({ default: (await import('./response-plot.js')).ResponsePlot }));

const choices = (Object.keys(ranges) as Range[]).map((value) => ({ value, label: ranges[value].label }));

/** How long the page took to answer, by phase. */
export function ResponseChart({ monitorId }: { monitorId: string }) {
  const [range, setRange] = useState<Range>('24h');
  const { data, error, refetch } = useResponseSeries(monitorId, range);
  return (
    <Section
      title="Response time"
      control={
        <SegmentedControl size="xs" aria-label="Range of the chart" value={range} onChange={setRange} data={choices} />
      }
    >
      {error && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton h={310} role="status" aria-label="Loading the response times" />}
      {data && <Chart key={range} series={data} range={range} />}
    </Section>
  );
}

function Chart({ series, range }: { series: ResponseSeries; range: Range }) {
  const [index, setIndex] = useState<number | null>(null);
  const { points, stack, shades, summary } = useMemo(() => {
    const { checks, windows, span } = series;
    const all = pointsOf(checks, span, MAX_POINTS);
    return {
      points: all,
      stack: stackOf(all, span),
      shades: shadesOf(windows, span),
      summary: summaryOf(checks),
    };
  }, [series]);
  const text = ranges[range].text;
  if (summary.count === 0 && shades.length === 0) {
    return (
      <EmptyNotice title={`No answer in ${text}`} order={3}>
        Use Check now to measure at once, or choose a longer range.
      </EmptyNotice>
    );
  }
  const outages = shades.length === 0 ? 'no outage' : shades.length === 1 ? '1 outage' : `${shades.length} outages`;
  const label =
    `Response time in ${text}: half of ${summary.count.toLocaleString()} answers came within ` +
    `${latencyText(summary.p50Ms)}, 95 % within ${latencyText(summary.p95Ms)}, ` +
    `the slowest took ${latencyText(summary.maxMs)}; ${outages}.`;
  return (
    <>
      <ChartLegend
        point={index === null ? null : (stack.points[index] ?? null)}
        latest={points.at(-1) ?? null}
        hasOutages={shades.length > 0}
      />
      <Suspense fallback={<Skeleton h={240} />}>
        <ResponsePlot stack={stack} shades={shades} label={label} onPoint={setIndex} />
      </Suspense>
      {series.isCutOff && (
        <p className={classes['when']}>
          The newest {series.checks.length.toLocaleString()} checks of this range are shown, those since{' '}
          <Moment at={new Date(series.span.fromMs).toISOString()} />.
        </p>
      )}
      <ChartTable points={points} />
    </>
  );
}
