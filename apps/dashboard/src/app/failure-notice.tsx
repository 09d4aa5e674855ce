import { Alert, Button, Stack, Text } from '@mantine/core';
import { Problem } from '../api/problem.js';

/** Says what could not be done and why, and offers to try again. */
export function FailureNotice({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <Alert color="red" variant="light" title="That did not work" role="alert">
      <Stack align="start" gap="xs">
        <Text size="sm">{error.message}</Text>
        {error instanceof Problem && error.requestId !== null && (
          <Text size="xs" c="dimmed">
            Request {error.requestId}
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
