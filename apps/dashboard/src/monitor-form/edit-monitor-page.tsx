import { Center, Loader, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useMay } from '../api/login-session.js';
import { Problem } from '../api/problem.js';
import { FailureNotice } from '../app/failure-notice.js';
import { NotFound } from '../app/not-found.js';
import { usePageTitle } from '../app/page-title.js';
import { ChangedMeanwhile } from '../parts/changed-meanwhile.js';
import { checkedChanges } from './field-problems.js';
import { formOf } from './form-state.js';
import { keepSaved } from './keep-saved.js';
import { MayNotEdit } from './may-not-edit.js';
import { MonitorForm } from './monitor-form.js';
import classes from './monitor-form.module.css';
import { changesOf } from './monitor-input.js';

export function EditMonitorPage() {
  const { id = '' } = useParams<{ id: string }>();
  const [loads, setLoads] = useState(0);
  const queries = useQueryClient();
  // Cached data may be outdated, and saving it would be refused.
  const monitor = useQuery({ queryKey: keys.monitor(id), queryFn: () => readMonitor(id), staleTime: 0 });
  const loadTheirs = (theirs: Schemas['Monitor']): void => {
    queries.setQueryData(keys.monitor(id), theirs);
    setLoads(loads + 1);
  };
  usePageTitle(monitor.data ? `Edit ${monitor.data.name}` : 'Edit monitor');
  if (monitor.error instanceof Problem && monitor.error.status === 404) return <NotFound />;
  return (
    <Stack gap="md" className={classes['page']}>
      <div>
        <Title order={1} size="h2">
          Edit monitor
        </Title>
        {monitor.data && (
          <Text c="dimmed" className={classes['wrapping']}>
            {monitor.data.name}
          </Text>
        )}
      </div>
      {!monitor.isFetchedAfterMount && (
        <Center mih={200}>
          <Loader aria-label="Loading monitor" />
        </Center>
      )}
      {monitor.error && <FailureNotice error={monitor.error} onRetry={() => void monitor.refetch()} />}
      {monitor.isFetchedAfterMount && monitor.data && (
        <Editor key={`${id} ${loads}`} monitor={monitor.data} onLoadTheirs={loadTheirs} />
      )}
    </Stack>
  );
}

const readMonitor = (id: string): Promise<Schemas['Monitor']> =>
  bodyOf(client.GET('/api/v1/monitors/{id}', { params: { path: { id } } }));

interface EditorProps {
  monitor: Schemas['Monitor'];
  onLoadTheirs: (theirs: Schemas['Monitor']) => void;
}

/** Keeps the monitor as it was when opened, so that changes by others do not alter the form during editing. */
function Editor({ monitor, onLoadTheirs }: EditorProps) {
  const [openedForm] = useState(() => formOf(monitor));
  const seenVersion = useRef(monitor.version);
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const mayEdit = useMay('editor');
  const href = `/monitors/${monitor.id}`;
  if (!mayEdit) return <MayNotEdit backHref={href} />;
  return (
    <MonitorForm
      initial={openedForm}
      monitorId={monitor.id}
      saveLabel="Save"
      cancelHref={href}
      check={(form) => checkedChanges(form, openedForm)}
      send={(body) => {
        const params = { path: { id: monitor.id }, header: { 'If-Match': `"${seenVersion.current}"` } };
        return bodyOf(client.PATCH('/api/v1/monitors/{id}', { params, body }));
      }}
      onSaved={(saved) => {
        keepSaved(queries, saved);
        navigate(href);
      }}
      conflict={(error, retry) => (
        <ChangedMeanwhile
          error={error}
          target={{ kind: 'monitor', id: monitor.id }}
          read={() => readMonitor(monitor.id)}
          changesIn={(theirs) => changesOf(formOf(theirs), openedForm)}
          onLoadTheirs={onLoadTheirs}
          onSaveMine={({ version }) => {
            seenVersion.current = version;
            retry();
          }}
        />
      )}
    />
  );
}
