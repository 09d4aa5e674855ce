import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../api/login-session.js';
import { AskFirst } from '../parts/ask-first.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { PageHead } from '../parts/page-head.js';
import { Pager } from '../parts/pager.js';
import { PageCard } from './page-card.js';
import { PageForm } from './page-form.js';
import classes from './status-pages.module.css';
import { type StatusPage, useDeleteStatusPage, useStatusPages } from './use-status-pages.js';

/** The status pages. */
export function StatusPagesPage() {
  const mayEdit = useMay('editor');
  const [page, setPage] = useState(1);
  const [editing, setEditing] = useState<StatusPage | 'new' | null>(null);
  const [leaving, setLeaving] = useState<StatusPage | null>(null);
  const pages = useStatusPages(page);
  const remove = useDeleteStatusPage();
  const close = (): void => setEditing(null);
  return (
    <Stack>
      <PageHead title="Status pages">
        {mayEdit && <Button onClick={() => setEditing('new')}>New status page</Button>}
      </PageHead>
      <Text size="sm" c="dimmed">
        Public pages with the status of selected monitors.
        {!mayEdit && ' Editors can change this.'}
      </Text>
      <ListState query={pages} empty={({ total }) => (total === 0 ? <NoPages mayEdit={mayEdit} /> : null)}>
        {(data) => (
          <>
            <ul className={classes['list']}>
              {data.items.map((one) => (
                <PageCard
                  key={one.id}
                  page={one}
                  mayEdit={mayEdit}
                  onEdit={() => setEditing(one)}
                  onDelete={() => setLeaving(one)}
                />
              ))}
            </ul>
            <Pager page={data} of="status pages" onChange={setPage} />
          </>
        )}
      </ListState>
      {editing && <PageForm page={editing === 'new' ? null : editing} onSaved={close} onClose={close} />}
      {leaving && (
        <AskFirst
          title={`Delete ${leaving.title}?`}
          action="Delete page"
          onConfirm={() => remove(leaving)}
          onClose={() => setLeaving(null)}
        >
          The page and its posted incidents will be removed. To hide it for now, unpublish it.
        </AskFirst>
      )}
    </Stack>
  );
}

function NoPages({ mayEdit }: { mayEdit: boolean }) {
  return (
    <EmptyNotice title="No status pages yet">
      {mayEdit
        ? 'Create one, select the monitors that matter to your users, and share its URL.'
        : 'Editors and admins can create pages that users read without an account.'}
    </EmptyNotice>
  );
}
