import { SimpleGrid, Table, Text } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { sizeText } from '../parts/size-text.js';
import { Figure } from './figure.js';

type Growth = Schemas['DatabaseGrowth'];

const contents: Readonly<Record<Growth['tables'][number]['table'], string>> = {
  checks: 'Raw checks',
  check_rollups: 'Hourly rollups',
  network_events: 'Network events of browser checks',
};

const sizeOr = (bytes: number | null, otherwise: string): string => (bytes === null ? otherwise : sizeText(bytes));

/** The size of the database, its growth and its forecast. */
export function DatabaseSize({ growth }: { growth: Growth }) {
  const { sizeBytes, bytesPerDay, forecastBytes, tables, otherBytes } = growth;
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <Figure label="Size" value={sizeText(sizeBytes)} hint="Whole database, including indexes." />
        <Figure
          label="Daily growth"
          value={sizeOr(bytesPerDay, 'Not enough data yet')}
          hint="Measured over the last days."
        />
        <Figure
          label="Forecast"
          value={sizeOr(forecastBytes, 'Not enough data yet')}
          hint="Projected size at full retention."
        />
      </SimpleGrid>
      <ScrollTable label="Database contents" minWidth={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Data</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
            <Table.Th ta="right">Daily growth</Table.Th>
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
            <Table.Td>Other</Table.Td>
            <Table.Td ta="right">{sizeText(otherBytes)}</Table.Td>
            <Table.Td ta="right">–</Table.Td>
            <Table.Td ta="right">–</Table.Td>
            <Table.Td ta="right">{sizeText(otherBytes)}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </ScrollTable>
      {bytesPerDay === null && (
        <Text size="sm" c="dimmed">
          Growth is available 6 hours after the first start.
        </Text>
      )}
    </>
  );
}
