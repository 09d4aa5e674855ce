import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useMay } from '../api/login-session.js';
import { FailureNotice } from '../app/failure-notice.js';
import { onDemand } from '../app/on-demand.js';
import { usePageTitle } from '../app/page-title.js';
import { MonitorPage } from '../app/pages.js';
import { FilterBar } from './filter-bar.js';
import { MonitorList } from './monitor-list.js';
import { OpenDowntime } from './open-downtime.js';
import { type OverviewFilter, readFilter, writeFilter } from './overview-filter.js';
import { StatusCounts } from './status-counts.js';
import { useMonitorRows } from './use-monitor-rows.js';

/** Safari does not have it. */
const whenIdle = (task: () => void): void => void (window.requestIdleCallback?.(task) ?? setTimeout(task));

/** After the list: it needs code and data of its own. */
const AlertBanner = onDemand(async () => (await import('../app/after-first-page.js')).AlertBanner, null);

/** Its dialogs are needed only once something is selected. */
const BulkActions = onDemand(async () => (await import('./bulk-actions.js')).BulkActions, null);

const nothing: ReadonlySet<string> = new Set();

/** The status of all monitors at a glance. */
export function OverviewPage() {
  usePageTitle('Overview');
  const [parameters, setParameters] = useSearchParams();
  const filter = readFilter(parameters);
  const [visible, setVisible] = useState({ first: 0, last: 0 });
  const [selected, setSelected] = useState(nothing);
  const rows = useMonitorRows(filter, visible);
  const mayEdit = useMay('editor');
  const change = (changes: Partial<OverviewFilter>): void => {
    setSelected(nothing);
    setParameters(writeFilter({ ...filter, ...changes }), { replace: true });
  };
  const toggle = useCallback(
    (id: string) =>
      setSelected((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );
  const see = useCallback(
    (first: number, last: number) =>
      setVisible((before) => (before.first === first && before.last === last ? before : { first, last })),
    [],
  );
  const isShown = rows.total !== undefined;
  useEffect(() => {
    // Most users open a monitor next.
    if (isShown) whenIdle(MonitorPage.preload);
  }, [isShown]);
  const isFiltered = filter.q !== '' || filter.tag !== '' || filter.location !== '' || filter.statuses.length > 0;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h2">
          Overview
        </Title>
        {mayEdit && (
          <Button component={Link} href="/monitors/new">
            New monitor
          </Button>
        )}
      </Group>
      <StatusCounts selected={filter.statuses} onSelect={(statuses) => change({ statuses })} />
      <AlertBanner />
      <OpenDowntime />
      <FilterBar filter={filter} onChange={change} />
      {mayEdit && selected.size > 0 && <BulkActions ids={selected} onDone={() => setSelected(nothing)} />}
      {rows.error && <FailureNotice error={rows.error} onRetry={rows.retry} />}
      {rows.total === 0 && <NothingFound isFiltered={isFiltered} mayEdit={mayEdit} />}
      {rows.total !== 0 && !rows.error && (
        <MonitorList
          rows={rows}
          selected={selected}
          onToggle={mayEdit ? toggle : undefined}
          onVisible={see}
          listKey={writeFilter(filter).toString()}
        />
      )}
    </Stack>
  );
}

function NothingFound({ isFiltered, mayEdit }: { isFiltered: boolean; mayEdit: boolean }) {
  return (
    <Stack align="center" gap="xs" py="xl">
      <Text fw={600}>{isFiltered ? 'No matching monitors' : 'No monitors yet'}</Text>
      <Text c="dimmed" ta="center">
        {isFiltered
          ? 'Try fewer words or clear the filters.'
          : 'Enter a URL. Wakeful checks it immediately and alerts you when it goes down, with the cause.'}
      </Text>
      {!isFiltered && mayEdit && (
        <Button component={Link} href="/monitors/new">
          Add your first monitor
        </Button>
      )}
    </Stack>
  );
}
