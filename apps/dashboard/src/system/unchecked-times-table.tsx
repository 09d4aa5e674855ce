import { Anchor, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import { ListState } from '../parts/list-state.js';
import { Pager } from '../parts/pager.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { durationText } from '../time/durations.js';
import { Moment } from '../time/moment.js';

const PAGE_SIZE = 10;
const SECOND_MS = 1_000;

/** The times of the last seven days in which an outage of a monitor would have gone unnoticed. */
export function UncheckedTimesTable() {
  const [page, setPage] = useState(1);
  const times = useQuery({
    queryKey: [...keys.allUncheckedTimes, page],
    queryFn: () => bodyOf(client.GET('/api/v1/unchecked-times', { params: { query: { page, pageSize: PAGE_SIZE } } })),
    placeholderData: keepPreviousData,
  });
  return (
    <ListState query={times} empty={({ total }) => (total === 0 ? <Text size="sm">None.</Text> : null)}>
      {(data) => (
        <>
          <ScrollTable label="Not checked" minWidth={560}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Monitor</Table.Th>
                <Table.Th>From</Table.Th>
                <Table.Th>To</Table.Th>
                <Table.Th>Duration</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map(({ monitorId, monitorName, from, until, durationSeconds }) => (
                <Table.Tr key={`${monitorId} ${from}`}>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>
                    <Anchor component={Link} href={`/monitors/${monitorId}`} size="sm">
                      {monitorName}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>
                    <Moment at={from} />
                  </Table.Td>
                  <Table.Td>{until === null ? 'ongoing' : <Moment at={until} />}</Table.Td>
                  <Table.Td>{durationText(durationSeconds * SECOND_MS)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </ScrollTable>
          <Pager page={data} of="times without a check" onChange={setPage} />
        </>
      )}
    </ListState>
  );
}
