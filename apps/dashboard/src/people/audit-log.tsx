import { Autocomplete, Select, SimpleGrid, Stack, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { operations } from '../api/schema.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { Pager } from '../parts/pager.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { AuditEntryRow } from './audit-entry-row.js';

const TYPING_MS = 300;

const knownOperations: (keyof operations)[] = [
  'logIn',
  'logInOnce',
  'logInByPasskey',
  'changePassword',
  'resetSecondFactors',
  'changeAccessRules',
  'createUser',
  'updateUser',
  'deleteUser',
  'createLoginLink',
  'createApiKey',
  'revokeApiKey',
  'createMonitor',
  'updateMonitor',
  'deleteMonitor',
  'createNotificationChannel',
  'updateNotificationChannel',
  'deleteNotificationChannel',
  'retryDelivery',
  'createMaintenanceWindow',
  'updateMaintenanceWindow',
  'deleteMaintenanceWindow',
  'updateDowntimeWindow',
  'updateIncident',
  'acknowledgeIncident',
  'addIncidentNote',
  'joinIncidents',
  'splitIncident',
  'createStatusPage',
  'updateStatusPage',
  'deleteStatusPage',
  'createStatusUpdate',
  'updateStatusUpdate',
  'deleteStatusUpdate',
];

const targetKinds = [
  { value: 'all', label: 'All objects' },
  ...[
    'monitor',
    'notification channel',
    'maintenance window',
    'downtime window',
    'incident',
    'status page',
    'status update',
    'delivery',
    'user',
    'api key',
  ],
];

const noFilter = { operation: '', targetKind: '', targetId: '' };

/** The audit log, newest first. For admins. */
export function AuditLog() {
  const [filter, setFilter] = useState(noFilter);
  const [page, setPage] = useState(1);
  const [wanted] = useDebouncedValue(filter, TYPING_MS);
  const query = {
    page,
    ...Object.fromEntries(
      Object.entries(wanted).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
    ),
  };
  const entries = useQuery({
    queryKey: [...keys.audit, query],
    queryFn: () => bodyOf(client.GET('/api/v1/audit-log', { params: { query } })),
    placeholderData: keepPreviousData,
  });
  const change = (part: Partial<typeof filter>): void => {
    setFilter({ ...filter, ...part });
    setPage(1);
  };
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <Autocomplete
          label="Operation"
          placeholder="updateMonitor"
          data={knownOperations}
          value={filter.operation}
          onChange={(operation) => change({ operation })}
        />
        <Select
          label="Object"
          data={targetKinds}
          allowDeselect={false}
          value={filter.targetKind || 'all'}
          onChange={(targetKind) =>
            change({ targetKind: targetKind === null || targetKind === 'all' ? '' : targetKind })
          }
        />
        <TextInput
          label="Object ID"
          value={filter.targetId}
          onChange={(event) => change({ targetId: event.currentTarget.value })}
        />
      </SimpleGrid>
      <ListState query={entries} empty={({ total }) => (total === 0 ? <NoEntries /> : null)}>
        {(data) => (
          <>
            <ScrollTable label="Audit log" minWidth={960}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>When</Table.Th>
                  <Table.Th>User</Table.Th>
                  <Table.Th>Operation</Table.Th>
                  <Table.Th>Object</Table.Th>
                  <Table.Th>Changes</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.items.map((entry) => (
                  <AuditEntryRow key={entry.id} entry={entry} />
                ))}
              </Table.Tbody>
            </ScrollTable>
            <Pager page={data} of="entries" onChange={setPage} />
          </>
        )}
      </ListState>
    </Stack>
  );
}

function NoEntries() {
  return (
    <EmptyNotice title="No matching entries">
      Operations have their API names, such as updateMonitor. Clear a filter to see more.
    </EmptyNotice>
  );
}
