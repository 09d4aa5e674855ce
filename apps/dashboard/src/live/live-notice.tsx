import { useEffect, useState } from 'react';
import type { ConnectionState } from './live-connection.js';
import classes from './live-notice.module.css';

const texts: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting…',
  open: 'Live',
  lost: 'Disconnected',
};

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** When the connection was lost; null while there is one. While it is lost, the page shows its statuses in grey. */
function useLostAt(connection: ConnectionState): Date | null {
  const [lostAt, setLostAt] = useState<Date | null>(null);
  const isLost = connection === 'lost';
  if (isLost !== (lostAt !== null)) setLostAt(isLost ? new Date() : null);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-away', isLost);
  }, [isLost]);
  return lostAt;
}

/** The state of the live connection. */
export function LiveNotice({ connection }: { connection: ConnectionState }) {
  const lostAt = useLostAt(connection);
  return (
    <span className={classes['notice']} data-state={connection} role="status">
      {texts[connection]}
      {lostAt !== null && ` · as of ${clock.format(lostAt)}`}
    </span>
  );
}
