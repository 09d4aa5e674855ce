import type { DeliveryKind } from '@wakeful/contracts';
import type { ClaimedDelivery, mergedDeliveries, RowsOf } from '@wakeful/persistence';
import { type AlertMessage, alertMessage, type Incident } from './alert-message.js';
import type { Links } from './links.js';
import { CHANGES } from './monitor-message.js';
import { countOf } from './words.js';

const MAX_LINES = 20;

/** One entry of a digest: the newest message about an existing monitor. */
export type MergedDelivery = RowsOf<typeof mergedDeliveries>[number];

const WORDS: Readonly<Record<DeliveryKind, string>> = {
  down: 'down',
  reminder: 'down',
  update: 'down',
  recovered: 'up again',
  degraded: 'degraded',
  restored: 'back to normal',
  certificate: 'certificate expiring',
  monitoring: 'changed',
  flapping: 'flapping',
  calm: 'stable again',
  unchecked: 'not being checked',
  checked: 'being checked again',
  'network-lost': 'checker offline',
  'network-back': 'checker online',
  digest: 'changed',
};

const wordsOf = ({ kind, facts }: MergedDelivery): string =>
  kind === 'monitoring' && facts.change ? CHANGES[facts.change] : WORDS[kind];

/** "12 monitors down, 3 monitors up again" */
function counts(rows: readonly MergedDelivery[]): string {
  const byWords = new Map<string, number>();
  for (const row of rows) byWords.set(wordsOf(row), (byWords.get(wordsOf(row)) ?? 0) + 1);
  return [...byWords].map(([words, count]) => `${countOf(count, 'monitor')} ${words}`).join(', ');
}

/** The incident that stands for everything in a channel's digests. */
export const stormIncidentKey = (channelId: string): string => `wakeful-storm-${channelId}`;

export function stormIncidentOf(channelId: string, rows: readonly MergedDelivery[]): Incident {
  const key = stormIncidentKey(channelId);
  return rows.some(({ isDown }) => isDown) ? { action: 'open', key } : { action: 'close', keys: [key] };
}

/** Many messages in one. */
export function digestMessage(
  { id, channelId, occurredAt }: ClaimedDelivery,
  rows: readonly MergedDelivery[],
  links: Links,
): AlertMessage {
  const isBad = rows.some(({ kind }) => kind === 'down' || kind === 'reminder');
  const lines = rows.slice(0, MAX_LINES).map((row) => `${row.name}: ${wordsOf(row)}`);
  if (rows.length > MAX_LINES) lines.push(`and ${(rows.length - MAX_LINES).toLocaleString('en-US')} more`);
  return alertMessage({
    id,
    kind: 'digest',
    severity: isBad ? 'critical' : 'info',
    title: counts(rows) || 'No changes',
    summary: ['Several changes at once:', ...lines].join('\n'),
    occurredAt,
    facts: [],
    links: [links.ofOutages()],
    incident: stormIncidentOf(channelId, rows),
  });
}
