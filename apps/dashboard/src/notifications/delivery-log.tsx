import { Anchor, Button, Group, Select, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useMay } from '../api/login-session.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { Pager } from '../parts/pager.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { Ago, FromNow } from '../time/moment.js';
import { kindLabels, stateLooks } from './event-labels.js';

type Delivery = Schemas['Delivery'];
type State = Schemas['DeliveryState'];

const REFRESH_MS = 15_000;
const states = Object.keys(stateLooks) as State[];
const stateChoices = [
  { value: 'all', label: 'All states' },
  ...states.map((value) => ({ value, label: stateLooks[value].label })),
];

/** The log of deliveries with their outcome. */
export function DeliveryLog() {
  const [state, setState] = useState<State | null>(null);
  const [page, setPage] = useState(1);
  const deliveries = useQuery({
    queryKey: [...keys.deliveries, state, page],
    queryFn: () => {
      const query = { page, ...(state === null ? {} : { state }) };
      return bodyOf(client.GET('/api/v1/deliveries', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const show = (next: string | null): void => {
    setState(states.find((one) => one === next) ?? null);
    setPage(1);
  };
  return (
    <Stack>
      <Select
        label="State"
        maw={240}
        data={stateChoices}
        allowDeselect={false}
        value={state ?? 'all'}
        onChange={show}
      />
      <ListState
        query={deliveries}
        empty={({ total }) => (total === 0 ? <NoDeliveries isFiltered={state !== null} /> : null)}
      >
        {(data) => (
          <>
            <ScrollTable label="Deliveries" minWidth={860}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>When</Table.Th>
                  <Table.Th>Event</Table.Th>
                  <Table.Th>Channel</Table.Th>
                  <Table.Th>State</Table.Th>
                  <Table.Th ta="right">Attempts</Table.Th>
                  <Table.Th>Response</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.items.map((delivery) => (
                  <DeliveryRow key={delivery.id} delivery={delivery} />
                ))}
              </Table.Tbody>
            </ScrollTable>
            <Pager page={data} of="deliveries" onChange={setPage} />
          </>
        )}
      </ListState>
    </Stack>
  );
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { kind, monitorId, monitorName, state, status, detail, nextTryAt } = delivery;
  const look = stateLooks[state];
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <Ago at={delivery.createdAt} />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{kindLabels[kind]}</Text>
        {monitorId !== null && (
          <Anchor size="sm" component={Link} href={`/monitors/${monitorId}`}>
            {monitorName ?? 'Monitor'}
          </Anchor>
        )}
      </Table.Td>
      <Table.Td>{delivery.channelName}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <Text size="sm" fw={600} c={look.color}>
          <span aria-hidden>{look.symbol}</span> {look.label}
        </Text>
        {state === 'retrying' && nextTryAt !== null && (
          <Text size="xs" c="dimmed">
            next attempt <FromNow at={nextTryAt} />
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">{delivery.attempts}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere', minWidth: 220 }}>
        <Stack gap={6} align="start">
          <Text size="sm">{[status, detail].filter((part) => part !== null && part !== '').join(' · ') || '–'}</Text>
          {state === 'dead' && kind !== 'test' && <SendAgain delivery={delivery} />}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}

function SendAgain({ delivery: { id, channelName } }: { delivery: Delivery }) {
  const mayEdit = useMay('editor');
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => bodyOf(client.POST('/api/v1/deliveries/{id}/retry', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.deliveries }),
  });
  if (!mayEdit) return null;
  return (
    <Group gap="xs">
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Retry delivery to ${channelName}`}
        loading={retry.isPending}
        onClick={() => retry.mutate()}
      >
        Retry
      </Button>
      {retry.error && (
        <Text size="sm" c="var(--down)" role="alert">
          {retry.error.message}
        </Text>
      )}
    </Group>
  );
}

function NoDeliveries({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyNotice title="No deliveries in this state">Choose another state to see more deliveries.</EmptyNotice>
  ) : (
    <EmptyNotice title="No deliveries yet">
      Alerts appear here once they are sent. To check that a channel works, send it a test message.
    </EmptyNotice>
  );
}
