import { SimpleGrid, Table, Text } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { sizeText } from '../parts/size-text.js';
import { Figure } from './figure.js';

type Growth = Schemas['DatabaseGrowth'];

const contents: Readonly<Record<Growth['tables'][number]['table'], string>> = {
  checks: 'Single checks',
  check_rollups: 'Hourly sums',
  network_events: 'Network events of browser visits',
};

const sizeOr = (bytes: number | null, otherwise: string): string => (bytes === null ? otherwise : sizeText(bytes));

/** How large the database is, and what it comes to. */
export function DatabaseSize({ growth }: { growth: Growth }) {
  const { sizeBytes, bytesPerDay, forecastBytes, tables, otherBytes } = growth;
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <Figure label="Size" value={sizeText(sizeBytes)} hint="The whole database, with its indexes." />
        <Figure label="Growth a day" value={sizeOr(bytesPerDay, 'not known yet')} hint="Measured over the last days." />
        <Figure
          label="Forecast"
          value={sizeOr(forecastBytes, 'not known yet')}
          hint="When as many days are stored as are kept, if each is like the last ones."
        />
      </SimpleGrid>
      <ScrollTable label="What the database holds" minWidth={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
            <Table.Th ta="right">Growth a day</Table.Th>
            <Table.Th ta="right">Kept for</Table.Th>
            <Table.Th ta="right">Forecast</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tables.map((one) => (
            <Table.Tr key={one.table}>
              <Table.Td>{contents[one.table]}</Table.Td>
              <Table.Td ta="right">{sizeText(one.sizeBytes)}</Table.Td>
              <Table.Td ta="right">{sizeOr(one.bytesPerDay, '–')}</Table.Td>
              <Table.Td ta="right">{one.retentionDays === 1 ? '1 day' : `${one.retentionDays} days`}</Table.Td>
              <Table.Td ta="right">{sizeOr(one.forecastBytes, '–')}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td>Everything else</Table.Td>
            <Table.Td ta="right">{sizeText(otherBytes)}</Table.Td>
            <Table.Td ta="right">–</Table.Td>
            <Table.Td ta="right">–</Table.Td>
            <Table.Td ta="right">{sizeText(otherBytes)}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </ScrollTable>
      {bytesPerDay === null && (
        <Text size="sm" c="dimmed">
          The growth is known six hours after the first start.
        </Text>
      )}
    </>
  );
}
