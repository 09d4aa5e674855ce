import { Button, SegmentedControl, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../api/client.js';
import { FailureNotice } from '../app/failure-notice.js';
import { reasonText } from '../downtime/reason-text.js';
import { EmptyNotice } from '../parts/list-state.js';
import { StatusMark } from '../status/status-mark.js';
import { latencyText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import { DenseTable } from './dense-table.js';
import classes from './monitor.module.css';
import { PhaseStrip } from './phase-strip.js';
import { Section } from './section.js';
import { type CheckStatusFilter, useRecentChecks } from './use-recent-checks.js';

type Check = Schemas['Check'];

const filters: { value: CheckStatusFilter; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'up', label: 'Up' },
  { value: 'degraded', label: 'Degraded' },
  { value: 'down', label: 'Down' },
  { value: 'unknown', label: 'Unknown' },
];
const triggerTexts: Readonly<Record<Check['trigger'], string>> = {
  schedule: '',
  confirmation: 'retry',
  manual: 'manual',
};

/** Single checks, newest first. */
export function RecentChecks({ monitor }: { monitor: Schemas['Monitor'] }) {
  const [status, setStatus] = useState<CheckStatusFilter>('all');
  const query = useRecentChecks(monitor.id, status);
  const checks = query.data?.pages.flatMap(({ items }) => items);
  return (
    <Section
      title="Recent checks"
      control={
        <SegmentedControl size="xs" aria-label="Filter by result" value={status} onChange={setStatus} data={filters} />
      }
    >
      {query.error && <FailureNotice error={query.error} onRetry={() => void query.refetch()} />}
      {!checks && !query.error && <Skeleton h={360} role="status" aria-label="Loading checks" />}
      {checks?.length === 0 && <NoChecks monitor={monitor} status={status} hasOlder={query.hasNextPage} />}
      {checks && checks.length > 0 && <CheckTable checks={checks} />}
      {query.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {checks?.length === 0 ? 'Load more' : 'Load more'}
        </Button>
      )}
    </Section>
  );
}

interface NoChecksProps {
  readonly monitor: Schemas['Monitor'];
  readonly status: CheckStatusFilter;
  readonly hasOlder: boolean;
}

function NoChecks({ monitor: { enabled }, status, hasOlder }: NoChecksProps) {
  if (status !== 'all') {
    return (
      <EmptyNotice title="No matching checks loaded" order={3}>
        {hasOlder ? 'Load older checks to see more.' : 'Choose All to see the other checks.'}
      </EmptyNotice>
    );
  }
  return (
    <EmptyNotice title="No checks yet" order={3}>
      {enabled
        ? 'The first check runs within one interval. To run one now, use Check now.'
        : 'This monitor is paused. Resume it to run checks.'}
    </EmptyNotice>
  );
}

function CheckTable({ checks }: { checks: readonly Check[] }) {
  const longestMs = Math.max(...checks.map(({ timings }) => timings.totalMs ?? 0));
  return (
    <DenseTable label="Recent checks" minWidth={640} maxHeight={620}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Time</Table.Th>
          <Table.Th>Result</Table.Th>
          <Table.Th>HTTP</Table.Th>
          <Table.Th>Location</Table.Th>
          <Table.Th ta="right">Total</Table.Th>
          <Table.Th>Phases</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {checks.map((check) => (
          <CheckRow
            key={`${check.scheduledAt} ${check.location} ${check.trigger}`}
            check={check}
            longestMs={longestMs}
          />
        ))}
      </Table.Tbody>
    </DenseTable>
  );
}

function CheckRow({ check, longestMs }: { check: Check; longestMs: number }) {
  const { scheduledAt, trigger, status, reason, detail, httpStatus, location, timings } = check;
  const why = detail || (reason === null ? '' : reasonText(reason));
  return (
    <Table.Tr>
      <Table.Td className={classes['when'] ?? ''}>
        <Moment at={scheduledAt} />
        {trigger !== 'schedule' && (
          <Text size="xs" className={classes['why'] ?? ''}>
            {triggerTexts[trigger]}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Stack gap={0}>
          <StatusMark status={status} />
          {why !== '' && <p className={classes['why']}>{why}</p>}
        </Stack>
      </Table.Td>
      <Table.Td>{httpStatus ?? '–'}</Table.Td>
      <Table.Td>{location}</Table.Td>
      <Table.Td ta="right" className={classes['when'] ?? ''}>
        {latencyText(timings.totalMs)}
      </Table.Td>
      <Table.Td>
        <PhaseStrip timings={timings} longestMs={longestMs} />
      </Table.Td>
    </Table.Tr>
  );
}
