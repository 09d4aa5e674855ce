import { Paper, Text } from '@mantine/core';

/** One figure with its label. */
export function Figure({ label, value, hint }: { label: string; value: string | number; hint: string }) {
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={600}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
    </Paper>
  );
}
