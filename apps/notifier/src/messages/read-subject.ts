import { accountFor } from '@wakeful/domain';
import { loadTimelines } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { endsMonitoring, type EventFacts } from '../events/alert-event.js';
import type { ClaimedDelivery } from '../deliveries/claim-deliveries.js';
import { openTopics, type Topic } from '../events/topics.js';
import { type Evidence, readEvidence } from './evidence.js';

const DAY_MS = 86_400_000;

/** The data of a message about one monitor, as of sending time. */
export interface Subject {
  readonly facts: EventFacts;
  /** Uptime ratio of the last 24 hours; null if unknown. */
  readonly availability24h: number | null;
  readonly isDown: boolean;
  readonly evidence: Evidence | null;
  /** For the end of monitoring: what is still open on the channel. */
  readonly openTopics: readonly Topic[];
}

async function availabilityOf(manager: EntityManager, monitorId: string, nowMs: number): Promise<number | null> {
  const span = { fromMs: nowMs - DAY_MS, toMs: nowMs };
  const [timeline] = await loadTimelines(manager, [monitorId], span);
  return timeline ? accountFor(timeline, span).availability : null;
}

/** Reads the data of a delivery about a monitor. */
export async function readSubject(
  manager: EntityManager,
  delivery: ClaimedDelivery,
  monitorId: string,
): Promise<Subject> {
  const [open] = await manager.query<unknown[]>(
    'SELECT 1 FROM downtime_windows WHERE monitor_id = $1 AND ended_at IS NULL',
    [monitorId],
  );
  return {
    facts: delivery.facts,
    availability24h: await availabilityOf(manager, monitorId, Date.now()),
    isDown: open !== undefined,
    openTopics: endsMonitoring(delivery)
      ? ((await openTopics(manager, [delivery.channelId], monitorId, delivery.id)).get(delivery.channelId) ?? [])
      : [],
    evidence: delivery.windowId === null ? null : await readEvidence(manager, delivery.windowId),
  };
}
