import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../api/login-session.js';
import { AskFirst } from '../parts/ask-first.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { PageHead } from '../parts/page-head.js';
import { Pager } from '../parts/pager.js';
import { MaintenanceCard } from './maintenance-card.js';
import { MaintenanceForm } from './maintenance-form.js';
import { type MaintenanceWindow, useDeleteMaintenance, useMaintenance } from './use-maintenance.js';

/** The maintenance windows, in which alerts are muted. */
export function MaintenancePage() {
  const mayEdit = useMay('editor');
  const [page, setPage] = useState(1);
  const [editing, setEditing] = useState<MaintenanceWindow | 'new' | null>(null);
  const [leaving, setLeaving] = useState<MaintenanceWindow | null>(null);
  const windows = useMaintenance(page);
  const remove = useDeleteMaintenance();
  return (
    <Stack>
      <PageHead title="Maintenance">
        {mayEdit && <Button onClick={() => setEditing('new')}>New window</Button>}
      </PageHead>
      <Text size="sm" c="dimmed">
        Alerts are muted for the selected monitors during a window.
        {!mayEdit && ' Editors can create windows.'}
      </Text>
      <ListState query={windows} empty={({ total }) => (total === 0 ? <NoMaintenance mayEdit={mayEdit} /> : null)}>
        {(data) => (
          <>
            <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
              {data.items.map((window) => (
                <MaintenanceCard
                  key={window.id}
                  window={window}
                  mayEdit={mayEdit}
                  onEdit={() => setEditing(window)}
                  onDelete={() => setLeaving(window)}
                />
              ))}
            </Stack>
            <Pager page={data} of="maintenance windows" onChange={setPage} />
          </>
        )}
      </ListState>
      {editing && <MaintenanceForm window={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {leaving && (
        <AskFirst
          title={`Delete ${leaving.name}?`}
          action="Delete window"
          onConfirm={() => remove(leaving)}
          onClose={() => setLeaving(null)}
        >
          Its monitors resume alerting immediately, and future occurrences are canceled.
        </AskFirst>
      )}
    </Stack>
  );
}

function NoMaintenance({ mayEdit }: { mayEdit: boolean }) {
  return (
    <EmptyNotice title="No maintenance windows">
      {mayEdit
        ? 'Mute alerts while you work on a service.'
        : 'Editors and admins can create windows in which alerts are muted.'}
    </EmptyNotice>
  );
}
