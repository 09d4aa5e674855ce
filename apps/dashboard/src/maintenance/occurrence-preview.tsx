import { Stack, Text } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { Moment } from '../time/moment.js';

interface OccurrencePreviewProps {
  preview: Schemas['MaintenancePreview'] | undefined;
  isRecurring: boolean;
}

/** When a window takes place, by the rule of the server that plans it. */
export function OccurrencePreview({ preview, isRecurring }: OccurrencePreviewProps) {
  if (!preview) return null;
  const { occurrences } = preview;
  return (
    <Stack gap={4} role="status" aria-label="Next occurrences">
      <Text size="sm" fw={600}>
        {isRecurring ? 'Next occurrences' : 'Takes place'}
      </Text>
      {occurrences.length === 0 && (
        <Text size="sm" c="dimmed">
          {isRecurring ? 'This rule has no further occurrence.' : 'In the past: it only corrects the statistics.'}
        </Text>
      )}
      {occurrences.map(({ from, until }) => (
        <Text key={from} size="sm">
          <Moment at={from} hasDay /> until <Moment at={until} hasDay />
        </Text>
      ))}
    </Stack>
  );
}
