import { Alert, Button, Stack, Text } from '@mantine/core';
import { Problem } from '../api/problem.js';

/** Says what failed and why, and offers a retry. */
export function FailureNotice({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <Alert color="red" variant="light" title="Something went wrong" role="alert">
      <Stack align="start" gap="xs">
        <Text size="sm">{error.message}</Text>
        {error instanceof Problem && error.requestId !== null && (
          <Text size="xs" c="dimmed">
            Request ID: {error.requestId}
          </Text>
        )}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
