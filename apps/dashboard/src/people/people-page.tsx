import { Stack, Tabs, Text } from '@mantine/core';
import { useMay } from '../api/login-session.js';
import { PageHead } from '../parts/page-head.js';
import { useTab } from '../parts/use-tab.js';
import { ApiKeyList } from './api-key-list.js';
import { AuditLog } from './audit-log.js';
import { UserList } from './user-list.js';

/** Users, API keys, the audit log and the user's own account. */
export function PeoplePage() {
  const isAdmin = useMay('admin');
  // The most common tab is open first.
  const [tab, open] = useTab(isAdmin ? (['users', 'keys', 'audit'] as const) : (['keys', 'users', 'audit'] as const));
  return (
    <Stack>
      <PageHead title="Users & API keys" />
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="users">Users</Tabs.Tab>
          <Tabs.Tab value="keys">API keys</Tabs.Tab>
          <Tabs.Tab value="audit">Audit log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="users" pt="md">
          {isAdmin ? <UserList /> : <Text>Users are managed by admins. To add a user, ask an admin.</Text>}
        </Tabs.Panel>
        <Tabs.Panel value="keys" pt="md">
          <ApiKeyList />
        </Tabs.Panel>
        <Tabs.Panel value="audit" pt="md">
          {isAdmin ? <AuditLog /> : <Text>The audit log is available to admins only.</Text>}
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
