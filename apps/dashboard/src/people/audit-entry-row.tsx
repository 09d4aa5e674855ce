import { Anchor, Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { Schemas } from '../api/client.js';
import { Moment } from '../time/moment.js';
import { changesOf } from './audit-changes.js';

type Entry = Schemas['AuditEntry'];

/** One audit log entry. */
export function AuditEntryRow({ entry }: { entry: Entry }) {
  const { at, actor, method, address, operation, target } = entry;
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <Moment at={at} />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{actor.name}</Text>
        <Text size="xs" c="dimmed">
          {[actor.kind, `via ${method}`, address].filter((part) => part !== null).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td ff="monospace">{operation}</Table.Td>
      <Table.Td>{target === null ? '–' : <Target target={target} />}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere', minWidth: 260 }}>
        <Changes entry={entry} />
      </Table.Td>
    </Table.Tr>
  );
}

function Target({ target: { kind, id } }: { target: NonNullable<Entry['target']> }) {
  const short = id?.slice(0, 8) ?? '';
  return (
    <Text size="sm" title={id ?? undefined}>
      {kind}{' '}
      {kind === 'monitor' && id !== null ? (
        <Anchor component={Link} size="sm" href={`/monitors/${id}`}>
          {short}
        </Anchor>
      ) : (
        short
      )}
    </Text>
  );
}

function Changes({ entry }: { entry: Entry }) {
  const changes = changesOf(entry);
  if (changes.length === 0) return <Text size="sm">{entry.fields.length > 0 ? entry.fields.join(', ') : '–'}</Text>;
  return (
    <details>
      <summary>
        {changes
          .map(({ field }) => field)
          .slice(0, 4)
          .join(', ') + (changes.length > 4 ? ', …' : '')}
      </summary>
      <Table withRowBorders={false} verticalSpacing={2} aria-label="Before and after">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Before</Table.Th>
            <Table.Th>After</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map(({ field, before, after }) => (
            <Table.Tr key={field} style={{ verticalAlign: 'top' }}>
              <Table.Th scope="row">{field}</Table.Th>
              <Table.Td ff="monospace">{before ?? '–'}</Table.Td>
              <Table.Td ff="monospace">{after ?? '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
