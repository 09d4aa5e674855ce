import { Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useMay } from '../api/session.js';

/** Lets a browser visit the page of an outage once more. */
export function VisitAgain({ window: { id, monitorId, debugSessions } }: { window: Schemas['DowntimeWindow'] }) {
  const mayEdit = useMay('editor');
  const queries = useQueryClient();
  const visit = useMutation({
    mutationFn: () =>
      bodyOf(
        client.POST('/api/v1/monitors/{id}/debug-sessions', {
          params: { path: { id: monitorId }, query: { waitSeconds: 0 } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.downtimeWindow(id) }),
  });
  if (!mayEdit) return null;
  const isWaiting = debugSessions.some(({ state }) => state === 'queued');
  return (
    <div>
      <Button variant="default" disabled={isWaiting} loading={visit.isPending} onClick={() => visit.mutate()}>
        {isWaiting ? 'A browser is on its way' : 'Visit again now'}
      </Button>
      {visit.error && (
        <Text size="sm" c="red" role="alert">
          {visit.error.message}
        </Text>
      )}
    </div>
  );
}
