import { Button, Group, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useMay, useSession } from '../api/login-session.js';
import { AskFirst } from '../parts/ask-first.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { Pager } from '../parts/pager.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { ShownOnce } from '../parts/shown-once.js';
import { Ago, useNowMs } from '../time/moment.js';
import { ApiKeyForm } from './api-key-form.js';
import { type ApiKey, type KeyState, keyState } from './api-keys.js';
import { useUserNames } from './use-users.js';

const looks: Readonly<Record<KeyState, { label: string; symbol: string; color: string }>> = {
  active: { label: 'Active', symbol: '✓', color: 'var(--up)' },
  expired: { label: 'Expired', symbol: '‖', color: 'var(--unknown)' },
  revoked: { label: 'Revoked', symbol: '✕', color: 'var(--unknown)' },
};

/** The user's own API keys; for admins, all keys. */
export function ApiKeyList() {
  const isAdmin = useMay('admin');
  const { data: session } = useSession();
  const [whose, setWhose] = useState<'own' | 'all'>('own');
  const [page, setPage] = useState(1);
  const [isMaking, setIsMaking] = useState(false);
  const [made, setMade] = useState<Schemas['CreatedApiKey'] | null>(null);
  const [leaving, setLeaving] = useState<ApiKey | null>(null);
  const names = useUserNames(isAdmin && whose === 'all');
  const queries = useQueryClient();
  // Other roles only see their own keys.
  const userId = isAdmin && whose === 'own' ? session?.id : undefined;
  const list = useQuery({
    queryKey: [...keys.apiKeys, userId ?? whose, page],
    queryFn: () => {
      const query = { page, ...(userId === undefined ? {} : { userId }) };
      return bodyOf(client.GET('/api/v1/api-keys', { params: { query } }));
    },
    placeholderData: keepPreviousData,
  });
  const revoke = async ({ id }: ApiKey): Promise<void> => {
    await bodyOf(client.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }));
    await queries.invalidateQueries({ queryKey: keys.apiKeys });
  };
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        {isAdmin ? (
          <SegmentedControl
            aria-label="Owner"
            value={whose}
            data={[
              { value: 'own', label: 'Your keys' },
              { value: 'all', label: 'All keys' },
            ]}
            onChange={(next) => {
              setWhose(next === 'all' ? 'all' : 'own');
              setPage(1);
            }}
          />
        ) : (
          <Text size="sm" c="dimmed">
            Your API keys. Admins see all keys.
          </Text>
        )}
        <Button onClick={() => setIsMaking(true)}>Create key</Button>
      </Group>
      <ListState query={list} empty={({ total }) => (total === 0 ? <NoKeys /> : null)}>
        {(data) => (
          <>
            <ScrollTable label="API keys" minWidth={860}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Name</Table.Th>
                  {whose === 'all' && <Table.Th>Owner</Table.Th>}
                  <Table.Th>Scope</Table.Th>
                  <Table.Th>State</Table.Th>
                  <Table.Th>Created</Table.Th>
                  <Table.Th>Last used</Table.Th>
                  <Table.Th>Expires</Table.Th>
                  <Table.Th>Actions</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.items.map((key) => (
                  <KeyRow
                    key={key.id}
                    apiKey={key}
                    owner={whose === 'all' ? ownerOf(key, names) : null}
                    onRevoke={() => setLeaving(key)}
                  />
                ))}
              </Table.Tbody>
            </ScrollTable>
            <Pager page={data} of="keys" onChange={setPage} />
          </>
        )}
      </ListState>
      {isMaking && (
        <ApiKeyForm
          onMade={(key) => {
            setIsMaking(false);
            setMade(key);
          }}
          onClose={() => setIsMaking(false)}
        />
      )}
      {made && (
        <ShownOnce
          title={`API key ${made.name}`}
          label="API key"
          secret={made.key}
          hint="Copy it now. It is not shown again. Send it as Authorization: Bearer <key>."
          onClose={() => setMade(null)}
        />
      )}
      {leaving && (
        <AskFirst
          title={`Revoke ${leaving.name}?`}
          action="Revoke key"
          onConfirm={() => revoke(leaving)}
          onClose={() => setLeaving(null)}
        >
          Requests with the key {leaving.hint}… will be rejected. This cannot be undone.
        </AskFirst>
      )}
    </Stack>
  );
}

const ownerOf = ({ userId }: ApiKey, names: ReadonlyMap<string, string>): string =>
  userId === null ? 'System' : (names.get(userId) ?? `User ${userId.slice(0, 8)}`);

function KeyRow({ apiKey, owner, onRevoke }: { apiKey: ApiKey; owner: string | null; onRevoke: () => void }) {
  const { name, hint, scope, createdAt, lastUsedAt, expiresAt } = apiKey;
  const state = keyState(apiKey, useNowMs());
  const look = looks[state];
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="sm" c="dimmed" ff="monospace">
          {hint}…
        </Text>
      </Table.Td>
      {owner !== null && <Table.Td>{owner}</Table.Td>}
      <Table.Td tt="capitalize">{scope}</Table.Td>
      <Table.Td>
        <Text size="sm" fw={600} c={look.color}>
          <span aria-hidden>{look.symbol}</span> {look.label}
        </Text>
      </Table.Td>
      <Table.Td>
        <Ago at={createdAt} />
      </Table.Td>
      <Table.Td>{lastUsedAt === null ? 'never' : <Ago at={lastUsedAt} />}</Table.Td>
      <Table.Td>{expiresAt === null ? 'never' : <Ago at={expiresAt} />}</Table.Td>
      <Table.Td>
        {state !== 'revoked' && (
          <Button size="compact-sm" variant="default" aria-label={`Revoke ${name}`} onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function NoKeys() {
  return (
    <EmptyNotice title="No API keys yet">
      Create one for a script or deployment, with read-only access or up to your own permissions.
    </EmptyNotice>
  );
}
