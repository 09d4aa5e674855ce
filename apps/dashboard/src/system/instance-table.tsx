import { Table, Text } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { EmptyNotice } from '../parts/list-state.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { durationText } from '../time/durations.js';
import { Ago } from '../time/moment.js';
import { inOrder, lagText } from './system-texts.js';

type Instance = Schemas['ServiceInstance'];

const SECOND_MS = 1_000;

/** The running and missing service instances. */
export function InstanceTable({ services }: { services: readonly Instance[] }) {
  if (services.length === 0) {
    return (
      <EmptyNotice title="No services reporting" order={3}>
        Services report through NATS. Check that they are running and can reach it.
      </EmptyNotice>
    );
  }
  return (
    <ScrollTable label="Services" minWidth={820}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Service</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Host</Table.Th>
          <Table.Th>Location</Table.Th>
          <Table.Th>Version</Table.Th>
          <Table.Th ta="right">Uptime</Table.Th>
          <Table.Th ta="right">Lag</Table.Th>
          <Table.Th>Last seen</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {inOrder(services).map((instance) => (
          <InstanceRow key={instance.instanceId} instance={instance} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function InstanceRow({ instance }: { instance: Instance }) {
  const isAlive = instance.state === 'alive';
  return (
    <Table.Tr>
      <Table.Td fw={600}>{instance.service}</Table.Td>
      <Table.Td>
        <Text size="sm" fw={600} c={isAlive ? 'var(--up)' : 'var(--down)'}>
          <span aria-hidden>{isAlive ? '✓' : '✕'}</span> {isAlive ? 'Online' : 'Missing'}
        </Text>
      </Table.Td>
      <Table.Td title={`Instance ${instance.instanceId}`} style={{ overflowWrap: 'anywhere' }}>
        {instance.host ?? '–'}
      </Table.Td>
      <Table.Td>{instance.location ?? '–'}</Table.Td>
      <Table.Td>{instance.version}</Table.Td>
      <Table.Td ta="right">{durationText(instance.uptimeSeconds * SECOND_MS)}</Table.Td>
      <Table.Td ta="right">{lagText(instance.lagSeconds)}</Table.Td>
      <Table.Td>
        <Ago at={instance.at} />
      </Table.Td>
    </Table.Tr>
  );
}
