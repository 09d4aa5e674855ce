import { Button, Group, Modal, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import { FailureNotice } from '../app/failure-notice.js';
import { inTurn } from './in-turn.js';

type Action = { do: 'pause' | 'resume' | 'delete' } | { do: 'tag'; tag: string };

interface Props {
  readonly ids: ReadonlySet<string>;
  onDone(): void;
}

/** Actions on the selected monitors. */
export function BulkActions({ ids, onDone }: Props) {
  const queries = useQueryClient();
  const [asks, setAsks] = useState<'delete' | 'tag' | null>(null);
  const [tag, setTag] = useState('');
  const action = useMutation({
    mutationFn: (what: Action) => inTurn([...ids], (id) => perform(id, what)),
    onSuccess: () => {
      setAsks(null);
      onDone();
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.monitorLists });
      void queries.invalidateQueries({ queryKey: keys.system });
    },
  });
  const count = `${ids.size} ${ids.size === 1 ? 'monitor' : 'monitors'}`;
  return (
    <Paper withBorder p="xs" role="region" aria-label="Selected monitors">
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {count} selected
        </Text>
        <Button size="xs" variant="default" loading={action.isPending} onClick={() => action.mutate({ do: 'pause' })}>
          Pause
        </Button>
        <Button size="xs" variant="default" loading={action.isPending} onClick={() => action.mutate({ do: 'resume' })}>
          Resume
        </Button>
        <Button size="xs" variant="default" onClick={() => setAsks('tag')}>
          Add tag
        </Button>
        <Button size="xs" color="red" variant="light" onClick={() => setAsks('delete')}>
          Delete
        </Button>
      </Group>
      {action.error && <FailureNotice error={action.error} />}
      <Modal opened={asks === 'delete'} onClose={() => setAsks(null)} title={`Delete ${count}?`}>
        <Stack>
          <Text size="sm">Their history and evidence will be deleted. This cannot be undone.</Text>
          <Button color="red" loading={action.isPending} onClick={() => action.mutate({ do: 'delete' })}>
            Delete {count}
          </Button>
        </Stack>
      </Modal>
      <Modal opened={asks === 'tag'} onClose={() => setAsks(null)} title={`Add tag to ${count}`}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            action.mutate({ do: 'tag', tag: tag.trim() });
          }}
        >
          <Stack>
            <TextInput
              label="Tag"
              required
              maxLength={64}
              value={tag}
              onChange={({ currentTarget }) => setTag(currentTarget.value)}
            />
            <Button type="submit" loading={action.isPending} disabled={tag.trim() === ''}>
              Add tag
            </Button>
          </Stack>
        </form>
      </Modal>
    </Paper>
  );
}

async function perform(id: string, action: Action): Promise<void> {
  const at = { params: { path: { id } } };
  if (action.do === 'delete') {
    await bodyOf(client.DELETE('/api/v1/monitors/{id}', at));
  } else if (action.do === 'tag') {
    const { tags, version } = await bodyOf(client.GET('/api/v1/monitors/{id}', at));
    if (tags.includes(action.tag)) return;
    // Another tag may be added meanwhile, so the change applies only to the version that was read.
    const params = { ...at.params, header: { 'If-Match': `"${version}"` } };
    await bodyOf(client.PATCH('/api/v1/monitors/{id}', { params, body: { tags: [...tags, action.tag] } }));
  } else {
    await bodyOf(client.PATCH('/api/v1/monitors/{id}', { ...at, body: { enabled: action.do === 'resume' } }));
  }
}
