import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../api/login-session.js';
import { AskFirst } from '../parts/ask-first.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { Pager } from '../parts/pager.js';
import { useMonitorNames } from '../parts/use-monitor-search.js';
import classes from './status-pages.module.css';
import { StatusUpdateCard } from './status-update-card.js';
import { StatusUpdateForm } from './status-update-form.js';
import type { StatusPage } from './use-status-pages.js';
import { type StatusUpdate, useDeleteStatusUpdate, useStatusUpdates } from './use-status-updates.js';

interface Editing {
  update: StatusUpdate | null;
  isResolving: boolean;
}

/** The posted incidents and maintenance of a status page. */
export function StatusUpdateList({ page }: { page: StatusPage }) {
  const mayEdit = useMay('editor');
  const [at, setAt] = useState(1);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [leaving, setLeaving] = useState<StatusUpdate | null>(null);
  const updates = useStatusUpdates(page.id, at);
  const remove = useDeleteStatusUpdate(page);
  const names = useMemberNames(page);
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          Updates for your users. Detected outages appear automatically.
        </Text>
        {mayEdit && <Button onClick={() => setEditing({ update: null, isResolving: false })}>New incident</Button>}
      </Group>
      <ListState query={updates} empty={({ total }) => (total === 0 ? <NothingPosted mayEdit={mayEdit} /> : null)}>
        {(data) => (
          <>
            <ul className={classes['list']}>
              {data.items.map((update) => (
                <StatusUpdateCard
                  key={update.id}
                  update={update}
                  names={names}
                  mayEdit={mayEdit}
                  onEdit={() => setEditing({ update, isResolving: false })}
                  onResolve={() => setEditing({ update, isResolving: true })}
                  onDelete={() => setLeaving(update)}
                />
              ))}
            </ul>
            <Pager page={data} of="incidents" onChange={setAt} />
          </>
        )}
      </ListState>
      {editing && <StatusUpdateForm page={page} names={names} {...editing} onClose={() => setEditing(null)} />}
      {leaving && (
        <AskFirst
          title={`Delete ${leaving.title}?`}
          action="Delete incident"
          onConfirm={() => remove(leaving)}
          onClose={() => setLeaving(null)}
        >
          Deletes the incident and all its updates. To close it, resolve it instead.
        </AskFirst>
      )}
    </Stack>
  );
}

/** The display names of the page's monitors, by ID. */
export function useMemberNames({ groups }: StatusPage): ReadonlyMap<string, string> {
  const members = groups.flatMap(({ monitors }) => monitors);
  const names = useMonitorNames(members.map(({ monitorId }) => monitorId));
  return new Map(members.map(({ monitorId, label }) => [monitorId, label ?? names.get(monitorId) ?? monitorId]));
}

function NothingPosted({ mayEdit }: { mayEdit: boolean }) {
  return (
    <EmptyNotice title="No incidents posted yet" order={2}>
      {mayEdit
        ? 'New incident when your users notice something: what it is, what is affected, and what you do.'
        : 'Editors and admins can post updates for your users here.'}
    </EmptyNotice>
  );
}
