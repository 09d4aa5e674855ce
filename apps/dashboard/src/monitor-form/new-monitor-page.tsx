import { Stack, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { bodyOf, client } from '../api/client.js';
import { useMay } from '../api/login-session.js';
import { usePageTitle } from '../app/page-title.js';
import { checkedNew } from './field-problems.js';
import { emptyForm } from './form-state.js';
import { keepSaved } from './keep-saved.js';
import { MayNotEdit } from './may-not-edit.js';
import { MonitorForm } from './monitor-form.js';
import classes from './monitor-form.module.css';

export function NewMonitorPage() {
  usePageTitle('New monitor');
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const [initial] = useState(emptyForm);
  const mayEdit = useMay('editor');
  return (
    <Stack gap="md" className={classes['page']}>
      <Title order={1} size="h2">
        New monitor
      </Title>
      {mayEdit ? (
        <MonitorForm
          initial={initial}
          monitorId={null}
          saveLabel="Create monitor"
          cancelHref="/"
          check={checkedNew}
          send={(body) => bodyOf(client.POST('/api/v1/monitors', { body }))}
          onSaved={(monitor) => {
            keepSaved(queries, monitor);
            navigate(`/monitors/${monitor.id}`);
          }}
        />
      ) : (
        <MayNotEdit backHref="/" />
      )}
    </Stack>
  );
}
