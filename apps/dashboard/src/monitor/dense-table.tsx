import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  /** What the table holds; read out, not shown. */
  readonly label: string;
  readonly minWidth: number;
  readonly maxHeight: number;
  readonly children: ReactNode;
}

/** A table of many rows that scrolls in itself, both ways and also by keyboard, below its own head. */
export function DenseTable({ label, minWidth, maxHeight, children }: Props) {
  return (
    <Table.ScrollContainer
      type="native"
      minWidth={minWidth}
      maxHeight={maxHeight}
      role="region"
      aria-label={label}
      tabIndex={0}
    >
      <Table verticalSpacing={6} horizontalSpacing="xs" fz="sm" stickyHeader aria-label={label}>
        {children}
      </Table>
    </Table.ScrollContainer>
  );
}
