import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { bodyOf, client } from '../api/client.js';
import { useMay } from '../api/login-session.js';
import { Problem } from '../api/problem.js';
import { FailureNotice } from '../app/failure-notice.js';
import { changesText } from './changes-text.js';

interface ChangedMeanwhileProps<Item> {
  /** The conflict; each one triggers a new read. */
  error: Problem;
  /** The target's name in the audit log. */
  target: { kind: string; id: string };
  read: () => Promise<Item>;
  /** The other user's changes by field. */
  changesIn: (theirs: Item) => object;
  onLoadTheirs: (theirs: Item) => void;
  onSaveMine: (theirs: Item) => void;
}

export const isConflict = (error: Error | null): error is Problem => error instanceof Problem && error.status === 412;

/** Shows an edit conflict and what changed; entered values are kept until the user decides. */
export function ChangedMeanwhile<Item>(props: ChangedMeanwhileProps<Item>) {
  const { error, target, read, changesIn, onLoadTheirs, onSaveMine } = props;
  const theirs = useQuery({ queryKey: ['conflict', target, error.requestId], queryFn: read, gcTime: 0 });
  const found = theirs.data;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [found]);
  const author = useLastAuthor(target, error.requestId);
  return (
    <Alert ref={place} variant="light" title="Someone else edited this in the meantime" role="alert">
      <Stack align="start" gap="xs">
        <Text size="sm">Your changes are not saved yet.</Text>
        {theirs.error && <FailureNotice error={theirs.error} onRetry={() => void theirs.refetch()} />}
        {found !== undefined && (
          <>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {changesText(author, changesIn(found))}
            </Text>
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => onLoadTheirs(found)}>
                Discard mine
              </Button>
              <Button size="xs" variant="default" onClick={() => onSaveMine(found)}>
                Overwrite
              </Button>
            </Group>
            <Text size="xs" c="dimmed">
              Discard mine loads the saved version. Overwrite saves only the fields you changed.
            </Text>
          </>
        )}
      </Stack>
    </Alert>
  );
}

/** The author of the last change, for users with access to the audit log. */
function useLastAuthor({ kind, id }: { kind: string; id: string }, refusal: string | null): string | null {
  const { data } = useQuery({
    queryKey: ['conflict-author', kind, id, refusal],
    queryFn: () => {
      const query = { targetKind: kind, targetId: id, pageSize: 1 };
      return bodyOf(client.GET('/api/v1/audit-log', { params: { query } }));
    },
    enabled: useMay('admin'),
    gcTime: 0,
  });
  return data?.items[0]?.actor.name ?? null;
}
