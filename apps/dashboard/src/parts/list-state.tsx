import { Skeleton, Stack, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNotice } from '../app/failure-notice.js';

const PLACEHOLDER_ROWS = 4;

interface ListStateProps<Data> {
  query: UseQueryResult<Data>;
  /** What replaces an empty list; null to show the list anyway. */
  empty?: (data: Data) => ReactNode;
  children: (data: Data) => ReactNode;
}

/** The states of a list: loading, failed, empty and loaded. */
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

/** An empty state with the next step. */
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
