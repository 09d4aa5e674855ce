import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../api/session.js';
import { AskFirst } from '../parts/ask-first.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { Pager } from '../parts/pager.js';
import { ChannelCard } from './channel-card.js';
import { ChannelForm } from './channel-form.js';
import { type Channel, useChannels, useDeleteChannel } from './use-channels.js';

/** Where alerts go. */
export function ChannelList() {
  const mayEdit = useMay('editor');
  const [page, setPage] = useState(1);
  const [editing, setEditing] = useState<Channel | 'new' | null>(null);
  const [leaving, setLeaving] = useState<Channel | null>(null);
  const channels = useChannels(page);
  const remove = useDeleteChannel();
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          {mayEdit
            ? 'Where Wakeful sends its alerts.'
            : 'Where Wakeful sends its alerts. Changes need the role editor.'}
        </Text>
        {mayEdit && <Button onClick={() => setEditing('new')}>Add a channel</Button>}
      </Group>
      <ListState query={channels} empty={({ total }) => (total === 0 ? <NoChannels mayEdit={mayEdit} /> : null)}>
        {(data) => (
          <>
            <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
              {data.items.map((channel) => (
                <ChannelCard
                  key={channel.id}
                  channel={channel}
                  onEdit={() => setEditing(channel)}
                  onDelete={() => setLeaving(channel)}
                />
              ))}
            </Stack>
            <Pager page={data} of="channels" onChange={setPage} />
          </>
        )}
      </ListState>
      {editing && <ChannelForm channel={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {leaving && (
        <AskFirst
          title={`Delete ${leaving.name}?`}
          action="Delete the channel"
          onConfirm={() => remove(leaving)}
          onClose={() => setLeaving(null)}
        >
          Nothing more is sent to it. To stop it for a while, disable it instead.
        </AskFirst>
      )}
    </Stack>
  );
}

function NoChannels({ mayEdit }: { mayEdit: boolean }) {
  return (
    <EmptyNotice title="Nobody is told yet">
      {mayEdit
        ? 'Add a channel, such as a mail address or a Slack webhook, and send it a test message.'
        : 'Ask an editor or an admin to add a channel: until then alerts are only seen here.'}
    </EmptyNotice>
  );
}
