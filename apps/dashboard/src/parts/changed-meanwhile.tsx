import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { bodyOf, client } from '../api/client.js';
import { Problem } from '../api/problem.js';
import { useMay } from '../api/session.js';
import { FailureNotice } from '../app/failure-notice.js';
import { changesText } from './changes-text.js';

interface ChangedMeanwhileProps<Item> {
  /** The refusal; each one asks again what is there now. */
  error: Problem;
  /** As the audit log calls it. */
  target: { kind: string; id: string };
  read: () => Promise<Item>;
  /** What somebody else has made of it, by fields. */
  changesIn: (theirs: Item) => object;
  onLoadTheirs: (theirs: Item) => void;
  onSaveMine: (theirs: Item) => void;
}

export const isConflict = (error: Error | null): error is Problem => error instanceof Problem && error.status === 412;

/** Says that somebody else was faster, and what is different now; what was typed here stays until one decides. */
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
    <Alert ref={place} variant="light" title="Somebody else changed it meanwhile" role="alert">
      <Stack align="start" gap="xs">
        <Text size="sm">Nothing was saved yet, and what you typed is still here.</Text>
        {theirs.error && <FailureNotice error={theirs.error} onRetry={() => void theirs.refetch()} />}
        {found !== undefined && (
          <>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {changesText(author, changesIn(found))}
            </Text>
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => onLoadTheirs(found)}>
                Load theirs
              </Button>
              <Button size="xs" variant="default" onClick={() => onSaveMine(found)}>
                Save mine anyway
              </Button>
            </Group>
            <Text size="xs" c="dimmed">
              Theirs replaces what you typed. Yours replaces only the fields that you changed.
            </Text>
          </>
        )}
      </Stack>
    </Alert>
  );
}

/** Who changed it last, for those who may read the audit log. */
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
