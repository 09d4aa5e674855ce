import type { ConnectionState } from './live-connection.js';
import classes from './live-notice.module.css';

const texts: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting…',
  open: 'Live',
  lost: 'Disconnected – reconnecting',
};

/** The state of the live connection. */
export function LiveNotice({ connection }: { connection: ConnectionState }) {
  return (
    <span className={classes['notice']} data-state={connection} role="status">
      {texts[connection]}
    </span>
  );
}
