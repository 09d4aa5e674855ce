import type { AlertEvent as EventChoice, ChannelType, DeliveryKind } from '@wakeful/contracts';
import { enabledChannels, lockTargetById, lockTargets, type RowsOf, rowsOf } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { channelTypes, hasIncidents } from '../channels/registry.js';
import { type AlertEvent, endsMonitoring } from './alert-event.js';
import { openTopics, type Topic } from './topics.js';

/** A channel that receives an event, locked until the end of the transaction. */
export interface Target {
  readonly id: string;
  readonly hasIncidents: boolean;
  readonly stormThreshold: number;
  readonly waitForDiagnosisSeconds: number;
}

const CHOICES: Readonly<Record<Exclude<DeliveryKind, 'digest'>, EventChoice>> = {
  down: 'down',
  reminder: 'down',
  update: 'down',
  flapping: 'down',
  calm: 'down',
  recovered: 'recovered',
  degraded: 'degraded',
  restored: 'degraded',
  certificate: 'certificate',
  monitoring: 'monitoring',
  unchecked: 'system',
  checked: 'system',
  'network-lost': 'system',
  'network-back': 'system',
};

const targetOf = ({ type, ...row }: RowsOf<typeof lockTargetById>[number]): Target => ({
  ...row,
  hasIncidents: hasIncidents(type),
});

/** Receivers that keep incidents get the end of everything whose start they got. */
const OF_BEGINNING: Partial<Record<EventChoice, EventChoice>> = { recovered: 'down' };
export const typesWithIncidents = channelTypes.filter(hasIncidents);

/**
 * The channels that receive an event: those that subscribe to it and cover its monitor, if any, but not those created
 * long after it. Locked in ID order to avoid deadlocks. The end of monitoring is also sent to channels with something
 * open about the monitor.
 * @param newsAt when it became known
 */
export async function findTargets(
  manager: EntityManager,
  event: AlertEvent,
  newsAt = event.occurredAt,
): Promise<Target[]> {
  if (event.kind === 'digest') return [];
  const choice = CHOICES[event.kind];
  const rows = await rowsOf(manager, lockTargets, {
    choice,
    beginning: OF_BEGINNING[choice] ?? null,
    typesWithIncidents,
    newsAt,
    monitorId: event.monitorId,
    tags: event.tags ?? null,
    alsoIds: await channelsToClose(manager, event),
  });
  return rows.map(targetOf);
}

/** The channels whose receivers must learn that a monitor they show as down is no longer monitored. */
async function channelsToClose(manager: EntityManager, event: AlertEvent): Promise<string[]> {
  if (event.monitorId === null || !endsMonitoring(event)) return [];
  const channels = await rowsOf(manager, enabledChannels);
  const open = await openTopics(
    manager,
    channels.map(({ id }) => id),
    event.monitorId,
  );
  return channels.filter(({ id, type }) => needsClosing(type, open.get(id) ?? [])).map(({ id }) => id);
}

/** A channel of messages gets the end of an outage; a receiver that keeps incidents gets every end. */
export const needsClosing = (type: ChannelType, topics: readonly Topic[]): boolean =>
  hasIncidents(type) ? topics.length > 0 : topics.includes('outage');

/**
 * One channel, locked; null if deleted or disabled.
 * @param isEvenIfDisabled also a disabled one, to close what is open at its receiver
 */
export async function lockTarget(
  manager: EntityManager,
  channelId: string,
  { isEvenIfDisabled = false } = {},
): Promise<Target | null> {
  const [row] = await rowsOf(manager, lockTargetById, { id: channelId, isEvenIfDisabled });
  return row ? targetOf(row) : null;
}
