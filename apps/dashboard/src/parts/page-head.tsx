import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** The page's h1 with its actions. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Group justify="space-between" align="center" gap="sm">
      <Title order={1} size="h2">
        {title}
      </Title>
      {children}
    </Group>
  );
}
