import { Badge } from '@mantine/core';
import type { ConnectionState } from './live-connection.js';

const looks: Readonly<Record<ConnectionState, { color: string; text: string }>> = {
  connecting: { color: 'gray', text: 'Connecting …' },
  open: { color: 'teal', text: 'Live' },
  lost: { color: 'red', text: 'Not live: connection lost, trying again' },
};

/** Says whether what is shown follows by itself. */
export function LiveNotice({ connection }: { connection: ConnectionState }) {
  const { color, text } = looks[connection];
  return (
    <Badge color={color} variant={connection === 'lost' ? 'filled' : 'light'} role="status" tt="none" autoContrast>
      {text}
    </Badge>
  );
}
