import { Skeleton, Title } from '@mantine/core';
import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { FailureNotice } from '../app/failure-notice.js';
import { durationText, latencyText, percentText } from '../time/durations.js';
import classes from './availability.module.css';
import { Section } from './section.js';

type Stats = Schemas['MonitorStats'];

const windows = [
  { window: '1h', label: 'Last hour' },
  { window: '24h', label: '24 hours' },
  { window: '7d', label: '7 days' },
  { window: '30d', label: '30 days' },
  { window: '90d', label: '90 days' },
] as const;
const REFRESH_MS = 60_000;
const SECOND_MS = 1_000;

/** Uptime, coverage and response times from the last hour to 90 days. */
export function Availability({ monitorId: id }: { monitorId: string }) {
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
        {downtimeWindows > 0 && <Line name="Incidents" value={downtimeWindows.toLocaleString()} />}
        {maintenanceSeconds > 0 && <Line name="Maintenance" value={durationText(maintenanceSeconds * SECOND_MS)} />}
        <Line name="p50" value={latencyText(total?.p50Ms)} isFirstOfGroup />
        <Line name="p95" value={latencyText(total?.p95Ms)} />
        <Line name="p99" value={latencyText(total?.p99Ms)} />
      </dl>
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
