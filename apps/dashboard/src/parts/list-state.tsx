import { Skeleton, Stack, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNotice } from '../app/failure-notice.js';

const PLACEHOLDER_ROWS = 4;

interface ListStateProps<Data> {
  query: UseQueryResult<Data>;
  /** What is shown instead of a list with nothing in it; null: the list is shown whatever it holds. */
  empty?: (data: Data) => ReactNode;
  children: (data: Data) => ReactNode;
}

/** A list while it loads, when it cannot be loaded, when it is empty, and when it is there. */
export function ListState<Data>({ query, empty, children }: ListStateProps<Data>) {
  const { data, error, refetch } = query;
  if (data === undefined && error) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <Stack gap="xs" role="status" aria-label="Loading">
        {Array.from({ length: PLACEHOLDER_ROWS }, (_, row) => (
          <Skeleton key={row} height={36} />
        ))}
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      {error && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {empty?.(data) ?? children(data)}
    </Stack>
  );
}

/** Says that there is nothing yet, and what to do next. */
export function EmptyNotice({ title, order = 2, children }: { title: string; order?: 2 | 3; children: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="xl" ta="center">
      <Title order={order} size="h4">
        {title}
      </Title>
      <Text c="dimmed" maw={460} component="div">
        {children}
      </Text>
    </Stack>
  );
}
