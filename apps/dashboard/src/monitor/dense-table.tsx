import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  /** The accessible name of the table. */
  readonly label: string;
  readonly minWidth: number;
  readonly maxHeight: number;
  readonly children: ReactNode;
}

/** A long table with a sticky head that scrolls both ways, also by keyboard. */
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
