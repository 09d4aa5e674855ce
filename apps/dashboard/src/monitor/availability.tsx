import { Skeleton, Title } from '@mantine/core';
import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { FailureNotice } from '../app/failure-notice.js';
import { countText, durationText, latencyText, percentText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import classes from './availability.module.css';
import { MIN_FOR_P99, MIN_FOR_PERCENTILES } from './chart-series.js';
import { periodsSince } from './periods.js';
import { Section } from './section.js';

type Stats = Schemas['MonitorStats'];

const REFRESH_MS = 60_000;
const SECOND_MS = 1_000;

/** Uptime, coverage and response times from the last hour to 90 days. */
export function Availability({ monitor: { id, createdAt } }: { monitor: Schemas['Monitor'] }) {
  const [{ windows, wholeLife }] = useState(() => periodsSince(createdAt, Date.now()));
  const all = useQueries({
    queries: windows.map(({ window }) => ({
      queryKey: [...keys.stats(id), window],
      queryFn: () => bodyOf(client.GET('/api/v1/monitors/{id}/stats', { params: { path: { id }, query: { window } } })),
      refetchInterval: REFRESH_MS,
    })),
  });
  const failed = all.find(({ data, error }) => error !== null && data === undefined);
  const isUnknown = all.every(({ data }) => data?.availability === null && data.latency.total === null);
  const retry = (): void => {
    for (const query of all) if (query.error) void query.refetch();
  };
  return (
    <Section title="Uptime">
      {failed?.error && <FailureNotice error={failed.error} onRetry={retry} />}
      <ul className={classes['windows']}>
        {windows.map(({ window, label }, index) => (
          <li key={window}>
            <Title order={3} size="sm" className={classes['window'] ?? ''}>
              {label}
            </Title>
            <StatsOfWindow query={all[index]} />
          </li>
        ))}
      </ul>
      {wholeLife && (
        <p className={classes['none']}>
          Monitored since <Moment at={createdAt} />: longer periods would show the same.
        </p>
      )}
      {isUnknown && <p className={classes['none']}>No data yet. Run a check to get the first result.</p>}
    </Section>
  );
}

function StatsOfWindow({ query }: { query: UseQueryResult<Stats> | undefined }) {
  if (!query?.data)
    return query?.error ? <p className={classes['none']}>Could not load</p> : <Skeleton h={112} mt={6} />;
  const { availability, coverage, downSeconds, maintenanceSeconds, downtimeWindows, latency } = query.data;
  const total = latency.total;
  if (availability === null && total === null) return <p className={classes['none']}>No data yet</p>;
  return (
    <>
      <p className={classes['share']}>
        {percentText(availability)}
        <span className={classes['hidden']}> uptime</span>
      </p>
      <ShareBar stats={query.data} />
      <dl className={classes['numbers']}>
        <Line name="Coverage" value={percentText(coverage)} />
        <Line
          name="Downtime"
          value={downSeconds === 0 ? 'none' : durationText(downSeconds * SECOND_MS)}
          isBad={downSeconds > 0}
        />
        {downtimeWindows > 0 && <Line name="Incidents" value={countText(downtimeWindows)} />}
        {maintenanceSeconds > 0 && <Line name="Maintenance" value={durationText(maintenanceSeconds * SECOND_MS)} />}
        <Percentiles latency={total} />
      </dl>
    </>
  );
}

/** Of a few checks the high percentiles would only be the slowest of them. */
function Percentiles({ latency }: { latency: Stats['latency']['total'] }) {
  const measured = latency?.measured ?? 0;
  return (
    <>
      <Line name="p50" value={latencyText(latency?.p50Ms)} isFirstOfGroup />
      {measured >= MIN_FOR_PERCENTILES && <Line name="p95" value={latencyText(latency?.p95Ms)} />}
      {measured >= MIN_FOR_P99 && <Line name="p99" value={latencyText(latency?.p99Ms)} />}
    </>
  );
}

interface LineProps {
  readonly name: string;
  readonly value: string;
  readonly isBad?: boolean;
  readonly isFirstOfGroup?: boolean;
}

function Line({ name, value, isBad = false, isFirstOfGroup = false }: LineProps) {
  return (
    <div data-group={isFirstOfGroup || undefined}>
      <dt>{name}</dt>
      <dd data-bad={isBad || undefined}>{value}</dd>
    </div>
  );
}

/** Up, down and unknown time, to scale; the numbers next to it say the same. */
function ShareBar({ stats: { upSeconds, downSeconds, unknownSeconds } }: { stats: Stats }) {
  return (
    <div className={classes['bar']} aria-hidden>
      <span data-share="up" style={{ flexGrow: upSeconds }} />
      {downSeconds > 0 && <span data-share="down" style={{ flexGrow: downSeconds }} />}
      {unknownSeconds > 0 && <span data-share="unknown" style={{ flexGrow: unknownSeconds }} />}
    </div>
  );
}
