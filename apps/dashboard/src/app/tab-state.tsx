import { useEffect } from 'react';
import { useSystemStatus } from '../api/system-status.js';
import type { ConnectionState } from '../live/live-connection.js';
import { markTitle } from './page-title.js';

const icons = { good: '/favicon.svg', down: '/favicon-down.svg', away: '/favicon-away.svg' } as const;

/** Shows in the browser tab whether something is down, or that the page is not up to date. */
export function TabState({ connection }: { connection: ConnectionState }) {
  const { data } = useSystemStatus();
  const down = data?.monitors.byStatus['down'] ?? 0;
  const isAway = connection === 'lost';
  useEffect(() => {
    markTitle(isAway ? '(?) ' : down > 0 ? `(${down}) ` : '');
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (icon) icon.href = icons[isAway ? 'away' : down > 0 ? 'down' : 'good'];
  }, [down, isAway]);
  return null;
}
