import type { DeliveryKind } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';
import type { ClaimedDelivery } from '../deliveries/claim-deliveries.js';
import { type AlertMessage, alertMessage } from './alert-message.js';
import type { Links } from './links.js';
import { countOf } from './words.js';

const MAX_LINES = 20;

interface MergedRow {
  monitorId: string | null;
  kind: DeliveryKind;
  name: string;
  isDown: boolean;
}

/** The newest message about each monitor that the digest stands for, outages first. */
const MERGED = `
  SELECT * FROM (
    SELECT DISTINCT ON (d.monitor_id) d.monitor_id AS "monitorId", d.kind, coalesce(m.name, e.facts->>'name') AS name,
           EXISTS (SELECT 1 FROM downtime_windows w WHERE w.monitor_id = d.monitor_id AND w.ended_at IS NULL) AS "isDown"
      FROM deliveries d JOIN alert_events e ON e.id = d.event_id LEFT JOIN monitors m ON m.id = d.monitor_id
     WHERE d.digest_id = $1 ORDER BY d.monitor_id, d.sequence DESC
  ) newest ORDER BY kind IN ('down', 'reminder') DESC, lower(name), "monitorId"`;

const WORDS: Readonly<Record<DeliveryKind, string>> = {
  down: 'down',
  reminder: 'down',
  recovered: 'up again',
  degraded: 'degraded',
  restored: 'back to normal',
  certificate: 'certificate expires soon',
  monitoring: 'monitoring changed',
  flapping: 'flapping',
  calm: 'calm again',
  digest: 'changed',
};

/** "12 monitors down, 3 monitors up again" */
function counts(rows: readonly MergedRow[]): string {
  const byWords = new Map<string, number>();
  for (const { kind } of rows) byWords.set(WORDS[kind], (byWords.get(WORDS[kind]) ?? 0) + 1);
  return [...byWords].map(([words, count]) => `${countOf(count, 'monitor')} ${words}`).join(', ');
}

/** The incident that stands for all that was told in digests of a channel. */
export const stormIncidentKey = (channelId: string): string => `wakeful-storm-${channelId}`;

/** Many messages in one. */
export async function digestMessage(
  manager: EntityManager,
  { id, channelId, occurredAt }: ClaimedDelivery,
  links: Links,
): Promise<AlertMessage> {
  const rows = await manager.query<MergedRow[]>(MERGED, [id]);
  const isBad = rows.some(({ kind }) => kind === 'down' || kind === 'reminder');
  const isAnyDown = rows.some(({ isDown }) => isDown);
  const lines = rows.slice(0, MAX_LINES).map(({ name, kind }) => `${name}: ${WORDS[kind]}`);
  if (rows.length > MAX_LINES) lines.push(`and ${(rows.length - MAX_LINES).toLocaleString('en-US')} more`);
  return alertMessage({
    id,
    kind: 'digest',
    severity: isBad ? 'critical' : 'info',
    title: counts(rows) || 'No monitor changed',
    summary: `So much happened at once that it is told together.\n${lines.join('\n')}`,
    occurredAt,
    facts: [],
    links: [{ label: 'What is down now', url: links.ofOutages() }],
    incident: { key: stormIncidentKey(channelId), action: isAnyDown ? 'open' : 'close' },
  });
}
