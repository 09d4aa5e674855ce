import { Button, Group, Text } from '@mantine/core';

interface PagerProps {
  page: { page: number; pageSize: number; total: number };
  /** The noun for the items, such as `deliveries`. */
  of: string;
  onChange: (page: number) => void;
}

/** Pagination of a list; renders nothing for a single page. */
export function Pager({ page: { page, pageSize, total }, of, onChange }: PagerProps) {
  const last = Math.max(1, Math.ceil(total / pageSize));
  if (last === 1 && page === 1) return null;
  return (
    <Group component="nav" aria-label={`Pages of ${of}`} justify="space-between" gap="sm">
      <Text size="sm" c="dimmed" aria-live="polite">
        Page {page} of {last}, {total} {of}
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="default" disabled={page <= 1} onClick={() => onChange(page - 1)}>
          Previous
        </Button>
        <Button size="xs" variant="default" disabled={page >= last} onClick={() => onChange(page + 1)}>
          Next
        </Button>
      </Group>
    </Group>
  );
}
