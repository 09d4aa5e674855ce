import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../api/session.js';
import { AskFirst } from '../parts/ask-first.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { PageHead } from '../parts/page-head.js';
import { Pager } from '../parts/pager.js';
import { MaintenanceForm } from './maintenance-form.js';
import { type MaintenanceWindow, useDeleteMaintenance, useMaintenance } from './use-maintenance.js';
import { WindowCard } from './window-card.js';

/** When monitors may be down without anybody being alerted. */
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
        {mayEdit && <Button onClick={() => setEditing('new')}>Plan maintenance</Button>}
      </PageHead>
      <Text size="sm" c="dimmed">
        While a window goes on, nobody is alerted of its monitors.
        {!mayEdit && ' Planning one needs the role editor.'}
      </Text>
      <ListState query={windows} empty={({ total }) => (total === 0 ? <NoWindows mayEdit={mayEdit} /> : null)}>
        {(data) => (
          <>
            <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
              {data.items.map((window) => (
                <WindowCard
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
          action="Delete the window"
          onConfirm={() => remove(leaving)}
          onClose={() => setLeaving(null)}
        >
          Its monitors alert again at once, and it does not take place any more.
        </AskFirst>
      )}
    </Stack>
  );
}

function NoWindows({ mayEdit }: { mayEdit: boolean }) {
  return (
    <EmptyNotice title="No maintenance is planned">
      {mayEdit
        ? 'Plan a window before you work on what is monitored: nobody is woken by it then.'
        : 'Editors and admins can plan windows in which nobody is alerted.'}
    </EmptyNotice>
  );
}
