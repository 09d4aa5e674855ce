import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../api/login-session.js';
import { isProblem } from '../api/problem.js';
import { AskFirst } from '../parts/ask-first.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { Pager } from '../parts/pager.js';
import { ChannelCard } from './channel-card.js';
import { ChannelForm } from './channel-form.js';
import { type Channel, useChannels, useDeleteChannel } from './use-channels.js';

/** Pages that miss a channel link to its form. */
const isAskedFor = (): boolean => new URLSearchParams(window.location.search).has('new');

/** The alert channels. */
export function ChannelList() {
  const mayEdit = useMay('editor');
  const [page, setPage] = useState(1);
  const [editing, setEditing] = useState<Channel | 'new' | null>(() => (mayEdit && isAskedFor() ? 'new' : null));
  const [leaving, setLeaving] = useState<Channel | null>(null);
  const channels = useChannels(page);
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          {mayEdit ? 'Where Wakeful sends alerts.' : 'Where Wakeful sends alerts. Editors can change this.'}
        </Text>
        {mayEdit && <Button onClick={() => setEditing('new')}>New channel</Button>}
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
      {leaving && <DeleteChannel channel={leaving} onClose={() => setLeaving(null)} />}
    </Stack>
  );
}

/** Closes its incidents first; if that fails, the next click leaves them open. */
function DeleteChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const remove = useDeleteChannel();
  const [leaveOpen, setLeaveOpen] = useState(false);
  const confirm = async (): Promise<void> => {
    try {
      await remove(channel, leaveOpen);
    } catch (error) {
      setLeaveOpen(isProblem(error, 'notification-channel-incidents-open'));
      throw error;
    }
  };
  return (
    <AskFirst
      title={`Delete ${channel.name}?`}
      action={leaveOpen ? 'Delete, leave incidents open' : 'Delete channel'}
      onConfirm={confirm}
      onClose={onClose}
    >
      No more alerts are sent to it. To stop alerts temporarily, disable it instead.
    </AskFirst>
  );
}

function NoChannels({ mayEdit }: { mayEdit: boolean }) {
  return (
    <EmptyNotice title="No alert channels yet">
      {mayEdit
        ? 'Add a channel, such as an email address or a Slack webhook, and send a test message.'
        : 'Ask an editor or admin to add a channel. Until then, incidents only appear here.'}
    </EmptyNotice>
  );
}
