import { Table } from '@mantine/core';
import { useState } from 'react';
import { latencyText, phaseText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import { phases } from '../time/phases.js';
import classes from './chart.module.css';
import type { Point } from './chart-series.js';
import { DenseTable } from './dense-table.js';

/** View as table, newest first; rendered when opened. */
export function ChartTable({ points, average }: { points: readonly Point[]; average: 'median' | 'mean' }) {
  const isSummedUp = average === 'mean';
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className={classes['table']} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>View as table</summary>
      {isOpen && (
        <DenseTable label="Response times" minWidth={720} maxHeight={320}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              <Table.Th ta="right">Responses</Table.Th>
              {phases.map(({ name, label }) => (
                <Table.Th key={name} ta="right">
                  {label}
                </Table.Th>
              ))}
              {isSummedUp && <Table.Th ta="right">Mean</Table.Th>}
              <Table.Th ta="right">Median</Table.Th>
              <Table.Th ta="right">p95</Table.Th>
              {isSummedUp && <Table.Th ta="right">p99</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {[...points].reverse().map((point) => (
              <Table.Tr key={point.atMs}>
                <Table.Td>
                  <Moment at={new Date(point.atMs).toISOString()} />
                </Table.Td>
                <Table.Td ta="right">{point.checks}</Table.Td>
                {phases.map(({ name }, index) => (
                  <Table.Td key={name} ta="right">
                    {phaseText(point.phasesMs[index])}
                  </Table.Td>
                ))}
                {isSummedUp && <Table.Td ta="right">{latencyText(point.totalMs)}</Table.Td>}
                <Table.Td ta="right">{latencyText(point.p50Ms)}</Table.Td>
                <Table.Td ta="right">{latencyText(point.p95Ms)}</Table.Td>
                {isSummedUp && <Table.Td ta="right">{latencyText(point.p99Ms)}</Table.Td>}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </DenseTable>
      )}
    </details>
  );
}
