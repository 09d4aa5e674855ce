import { Button, Group, Stack, Switch, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../api/client.js';
import { useSession } from '../api/login-session.js';
import { FailureNotice } from '../app/failure-notice.js';
import { AskFirst } from '../parts/ask-first.js';
import { ListState } from '../parts/list-state.js';
import { Pager } from '../parts/pager.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { ShownOnce } from '../parts/shown-once.js';
import { Ago } from '../time/moment.js';
import {
  useAccessRules,
  useChangeAccessRules,
  useDeleteUser,
  useLoginLink,
  type User,
  useResetSecondFactors,
  useUsers,
} from './use-users.js';
import { AddUserForm, EditUserForm } from './user-form.js';

type Question = 'edit' | 'delete' | 'reset';
type Open = { what: 'add' } | { what: Question; user: User };

const expiry = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The users and their roles. For admins. */
export function UserList() {
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<Open | null>(null);
  const users = useUsers(page);
  const link = useLoginLink();
  const remove = useDeleteUser();
  const rules = useAccessRules();
  const reset = useResetSecondFactors();
  const close = (): void => setOpen(null);
  const afterAdding = (user: User): void => {
    close();
    if (!user.hasPassword) link.mutate(user);
  };
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          A login link works once. The user then sets a password.
        </Text>
        <Button onClick={() => setOpen({ what: 'add' })}>New user</Button>
      </Group>
      <SecondFactorSwitch rules={rules.data} />
      {link.error && <FailureNotice error={link.error} />}
      <ListState query={users}>
        {(data) => (
          <>
            <ScrollTable label="Users" minWidth={860}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Name</Table.Th>
                  <Table.Th>Role</Table.Th>
                  <Table.Th>State</Table.Th>
                  <Table.Th>Login method</Table.Th>
                  <Table.Th>Last login</Table.Th>
                  <Table.Th>Actions</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.items.map((user) => (
                  <UserRow
                    key={user.id}
                    user={user}
                    hasSecondFactor={rules.data?.usersWithSecondFactor.includes(user.id) ?? false}
                    isLinking={link.isPending && link.variables.id === user.id}
                    onOpen={(what) => setOpen({ what, user })}
                    onLink={() => link.mutate(user)}
                  />
                ))}
              </Table.Tbody>
            </ScrollTable>
            <Pager page={data} of="users" onChange={setPage} />
          </>
        )}
      </ListState>
      {open?.what === 'add' && <AddUserForm onAdded={afterAdding} onClose={close} />}
      {open?.what === 'edit' && <EditUserForm user={open.user} onClose={close} />}
      {open?.what === 'delete' && (
        <AskFirst
          title={`Delete ${open.user.name}?`}
          action="Delete user"
          onConfirm={() => remove(open.user)}
          onClose={close}
        >
          This ends all sessions and revokes all API keys of {open.user.email}. Their changes stay in the audit log.
        </AskFirst>
      )}
      {open?.what === 'reset' && (
        <AskFirst
          title={`Reset the second factor of ${open.user.name}?`}
          action="Reset second factor"
          onConfirm={() => reset(open.user)}
          onClose={close}
        >
          Deletes the authenticator app, passkeys and recovery codes of {open.user.email} and ends all sessions. Verify
          the user's identity first.
        </AskFirst>
      )}
      {link.data && (
        <ShownOnce
          title={`Login link for ${link.variables.name}`}
          label="Login link"
          secret={link.data.url}
          hint={`Logs ${link.variables.email} in once. Valid until ${expiry.format(new Date(link.data.expiresAt))}. It is not shown again.`}
          onClose={link.reset}
        />
      )}
    </Stack>
  );
}

function SecondFactorSwitch({ rules }: { rules: Schemas['AccessRules'] | undefined }) {
  const change = useChangeAccessRules();
  return (
    <Stack gap="xs">
      <Switch
        label="Require a second factor"
        description="Users who log in with a password or a link must set one up first. API keys and SSO are not affected."
        disabled={!rules || change.isPending}
        checked={rules?.requiresSecondFactor ?? false}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
      {change.error && <FailureNotice error={change.error} />}
    </Stack>
  );
}

interface UserRowProps {
  user: User;
  hasSecondFactor: boolean;
  isLinking: boolean;
  onOpen: (what: Question) => void;
  onLink: () => void;
}

function UserRow({ user, hasSecondFactor, isLinking, onOpen, onLink }: UserRowProps) {
  const { data: session } = useSession();
  const { id, name, email, role, enabled, hasPassword, hasOidc, lastLoginAt } = user;
  const ways = [hasPassword && 'password', hasOidc && 'organization', hasSecondFactor && 'second factor'].filter(
    (way) => way !== false,
  );
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {name}
          {session?.id === id && ' (you)'}
        </Text>
        <Text size="sm" c="dimmed">
          {email}
        </Text>
      </Table.Td>
      <Table.Td tt="capitalize">{role}</Table.Td>
      <Table.Td>{enabled ? 'Enabled' : '‖ Disabled'}</Table.Td>
      <Table.Td>{ways.join(', ') || 'link only'}</Table.Td>
      <Table.Td>{lastLoginAt === null ? 'never' : <Ago at={lastLoginAt} />}</Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Button size="compact-sm" variant="default" aria-label={`Edit ${name}`} onClick={() => onOpen('edit')}>
            Edit
          </Button>
          {enabled && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Login link for ${name}`}
              loading={isLinking}
              onClick={onLink}
            >
              Login link
            </Button>
          )}
          {hasSecondFactor && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Reset the second factor of ${name}`}
              onClick={() => onOpen('reset')}
            >
              Reset 2FA
            </Button>
          )}
          <Button size="compact-sm" variant="default" aria-label={`Delete ${name}`} onClick={() => onOpen('delete')}>
            Delete
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
