import { Stack, Tabs, Text } from '@mantine/core';
import { useMay } from '../api/session.js';
import { PageHead } from '../parts/page-head.js';
import { useTab } from '../parts/use-tab.js';
import { ApiKeyList } from './api-key-list.js';
import { AuditLog } from './audit-log.js';
import { UserList } from './user-list.js';

/** Who may do what, with which keys, and who did what. */
export function PeoplePage() {
  const isAdmin = useMay('admin');
  // What most people come for is open first.
  const [tab, open] = useTab(isAdmin ? (['users', 'keys', 'audit'] as const) : (['keys', 'users', 'audit'] as const));
  return (
    <Stack>
      <PageHead title="People and keys" />
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="users">Users</Tabs.Tab>
          <Tabs.Tab value="keys">API keys</Tabs.Tab>
          <Tabs.Tab value="audit">Audit log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="users" pt="md">
          {isAdmin ? (
            <UserList />
          ) : (
            <Text>Users are managed by admins. Ask one of them if somebody should be added.</Text>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="keys" pt="md">
          <ApiKeyList />
        </Tabs.Panel>
        <Tabs.Panel value="audit" pt="md">
          {isAdmin ? <AuditLog /> : <Text>Who changed what is shown to admins only.</Text>}
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
