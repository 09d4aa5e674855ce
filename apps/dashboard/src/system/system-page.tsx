import { Button, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useMay } from '../api/login-session.js';
import { FailureNotice } from '../app/failure-notice.js';
import { ListState } from '../parts/list-state.js';
import { PageHead } from '../parts/page-head.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { StatusMark } from '../status/status-mark.js';
import { countText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import { DatabaseSize } from './database-size.js';
import { Figure } from './figure.js';
import { InstanceTable } from './instance-table.js';
import { lagText, statusCounts } from './system-texts.js';
import { UncheckedTimesTable } from './unchecked-times-table.js';

const REFRESH_MS = 5_000;

/** The health of Wakeful itself. */
export function SystemPage() {
  const mayEdit = useMay('editor');
  const status = useQuery({
    queryKey: keys.system,
    queryFn: () => bodyOf(client.GET('/api/v1/system/status')),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Stack gap="lg">
      <PageHead title="System">{mayEdit && <CheckAllButton />}</PageHead>
      <ListState query={status}>{(data) => <SystemStatus status={data} />}</ListState>
    </Stack>
  );
}

function SystemStatus({ status }: { status: Schemas['SystemStatus'] }) {
  const { schedule, queues, missedSlotsLast24h, openWindows, monitors, database, services } = status;
  return (
    <Stack gap="xl">
      <Text size="sm" c="dimmed">
        As of <Moment at={status.at} />, refreshed every 5 s.
      </Text>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <Figure label="Schedule lag" value={lagText(schedule.lagSeconds)} hint="Delay of the oldest due check." />
        <Figure label="Due checks" value={schedule.dueChecks} hint="Checks waiting to be scheduled." />
        <Figure label="Missed slots" value={missedSlotsLast24h} hint="In the last 24 hours." />
        <Figure label="Open incidents" value={openWindows} hint="Ongoing incidents." />
      </SimpleGrid>
      <Stack gap="sm" component="section">
        <Title order={2} size="h4">
          Not checked
        </Title>
        <Text size="sm" c="dimmed">
          Scheduled checks gave no result, in the last 7 days. Outages during these times may have gone unnoticed.
        </Text>
        <UncheckedTimesTable />
      </Stack>
      <Stack gap="sm" component="section">
        <Title order={2} size="h4">
          Services
        </Title>
        <InstanceTable services={services} />
      </Stack>
      <Stack gap="sm" component="section">
        <Title order={2} size="h4">
          Queues
        </Title>
        <Queues queues={queues} />
      </Stack>
      <Stack gap="sm" component="section">
        <Title order={2} size="h4">
          Database
        </Title>
        <DatabaseSize growth={database} />
      </Stack>
      <Stack gap="sm" component="section">
        <Title order={2} size="h4">
          Monitors
        </Title>
        <Text size="sm">{monitors.total === 1 ? '1 monitor' : `${monitors.total} monitors`}, by status:</Text>
        <Group gap="xl" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {statusCounts(monitors.byStatus).map(([name, count]) => (
            <Group key={name} component="li" gap={8}>
              <StatusMark status={name} />
              <Text fw={600}>{count}</Text>
            </Group>
          ))}
        </Group>
      </Stack>
    </Stack>
  );
}

function Queues({ queues }: { queues: Schemas['SystemStatus']['queues'] }) {
  if (queues === null) {
    return (
      <Text size="sm" c="var(--down)" fw={600}>
        <span aria-hidden>✕</span> NATS is currently unavailable, so the state of its streams is unknown.
      </Text>
    );
  }
  return (
    <ScrollTable label="Messages per stream" minWidth={320}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Stream</Table.Th>
          <Table.Th ta="right">Pending</Table.Th>
          <Table.Th ta="right">Stored</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {Object.entries(queues).map(([stream, { messages, pending }]) => (
          <Table.Tr key={stream}>
            <Table.Td ff="monospace">{stream}</Table.Td>
            <Table.Td ta="right">{countText(pending)}</Table.Td>
            <Table.Td ta="right">{countText(messages)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function CheckAllButton() {
  const checkAll = useMutation({ mutationFn: () => bodyOf(client.POST('/api/v1/system/check-all')) });
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        {checkAll.isSuccess && 'Checks of all enabled monitors have been queued.'}
      </Text>
      <Button variant="default" loading={checkAll.isPending} onClick={() => checkAll.mutate()}>
        Check all now
      </Button>
      {checkAll.error && <FailureNotice error={checkAll.error} />}
    </Group>
  );
}
