import type { AlertEvent as EventChoice, ChannelType, DeliveryKind } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';
import { hasIncidents } from '../channels/registry.js';
import type { AlertEvent } from './alert-event.js';

/** A channel that is to be told of something, locked until the end of the transaction. */
export interface Target {
  readonly id: string;
  readonly hasIncidents: boolean;
  readonly stormThreshold: number;
  readonly waitForDiagnosisSeconds: number;
}

type Row = Omit<Target, 'hasIncidents'> & { type: ChannelType };

const CHOICES: Readonly<Record<Exclude<DeliveryKind, 'digest'>, EventChoice>> = {
  down: 'down',
  reminder: 'down',
  flapping: 'down',
  calm: 'down',
  recovered: 'recovered',
  degraded: 'degraded',
  restored: 'degraded',
  certificate: 'certificate',
  monitoring: 'monitoring',
};

const SELECT = `
  SELECT c.id, c.type, c.storm_threshold AS "stormThreshold",
         c.wait_for_diagnosis_seconds AS "waitForDiagnosisSeconds" FROM notification_channels c`;

const targetOf = ({ type, ...row }: Row): Target => ({ ...row, hasIncidents: hasIncidents(type) });

/**
 * The channels that are attached to an event's monitor and want to hear of such an event, but not those that were made long
 * after it. Locked in the order of their ids, so that nobody waits for another in a circle.
 */
export async function findTargets(manager: EntityManager, event: AlertEvent): Promise<Target[]> {
  if (event.kind === 'digest') return [];
  const rows = await manager.query<Row[]>(
    `${SELECT}
      WHERE c.enabled AND $1 = ANY (c.events) AND c.created_at < $2::timestamptz + interval '10 minutes'
        AND (c.all_monitors OR $3 = ANY (c.monitor_ids)
             OR c.tags && coalesce($4::text[], (SELECT tags FROM monitors WHERE id = $3), '{}'))
      ORDER BY c.id FOR NO KEY UPDATE`,
    [CHOICES[event.kind], event.occurredAt, event.monitorId, event.tags ?? null],
  );
  return rows.map(targetOf);
}

/** One channel, locked; null: it is gone or switched off. */
export async function lockTarget(manager: EntityManager, channelId: string): Promise<Target | null> {
  const [row] = await manager.query<Row[]>(`${SELECT} WHERE c.id = $1 AND c.enabled FOR NO KEY UPDATE`, [channelId]);
  return row ? targetOf(row) : null;
}
