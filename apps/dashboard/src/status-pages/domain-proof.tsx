import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMay } from '../api/login-session.js';
import { FailureNotice } from '../app/failure-notice.js';
import { CopyField } from '../parts/copy-field.js';
import { Moment } from '../time/moment.js';
import { type StatusPage, usePageDomain, useProveDomain } from './use-status-pages.js';

/** Whether a page is served under its own domain, and how to verify the domain. */
export function DomainProof({ page }: { page: StatusPage }) {
  const mayEdit = useMay('editor');
  const isAdmin = useMay('admin');
  const { data, error } = usePageDomain(page.id);
  const prove = useProveDomain(page.id);
  if (error) return <FailureNotice error={error} />;
  if (!data?.record) return null;
  if (data.since !== null) {
    return (
      <Text size="sm">
        ✓ {data.domain} is {data.state === 'proved' ? 'proved by its DNS record' : 'confirmed by an administrator'}{' '}
        since <Moment at={data.since} />.
      </Text>
    );
  }
  return (
    <Alert color="yellow" variant="light" title={`${data.domain} is not verified yet`}>
      <Stack gap="sm">
        <Text size="sm">
          To show the page there, add this TXT record to the DNS of the domain, then verify it.
          {isAdmin && ' For internal names, you can confirm the domain without DNS.'}
        </Text>
        <CopyField label="Name of the TXT record" text={data.record.name} />
        <CopyField label="Value of the TXT record" text={data.record.value} />
        {prove.error && <FailureNotice error={prove.error} />}
        {mayEdit && (
          <Group gap="xs">
            <Button size="xs" loading={prove.isPending} onClick={() => prove.mutate('check')}>
              Verify
            </Button>
            {isAdmin && (
              <Button size="xs" variant="default" disabled={prove.isPending} onClick={() => prove.mutate('confirm')}>
                Confirm without DNS
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
