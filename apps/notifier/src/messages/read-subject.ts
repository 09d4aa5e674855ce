import { DAY_MS } from '@wakeful/contracts';
import { accountFor } from '@wakeful/domain';
import {
  type ClaimedDelivery,
  type EventFacts,
  evidenceOfWindow,
  loadTimelines,
  openWindowOfMonitor,
  rowsOf,
  type RowsOf,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { endsMonitoring } from '../events/alert-event.js';
import { openTopics, type Topic } from '../events/topics.js';

/** What a browser found out about an outage, as far as it has. */
export type Evidence = RowsOf<typeof evidenceOfWindow>[number];

/** Everything that a message about one monitor can tell, as it is when it is sent. */
export interface Subject {
  readonly facts: EventFacts;
  /** Share of the last 24 hours; null: not known. */
  readonly availability24h: number | null;
  readonly isDown: boolean;
  readonly evidence: Evidence | null;
  /** Of the end of monitoring: what the channel was told of and has not seen the end of. */
  readonly openTopics: readonly Topic[];
}

async function availabilityOf(manager: EntityManager, monitorId: string, nowMs: number): Promise<number | null> {
  const span = { fromMs: nowMs - DAY_MS, toMs: nowMs };
  const [timeline] = await loadTimelines(manager, [monitorId], span);
  return timeline ? accountFor(timeline, span).availability : null;
}

async function evidenceOf(manager: EntityManager, windowId: string | null): Promise<Evidence | null> {
  if (windowId === null) return null;
  const [evidence] = await rowsOf(manager, evidenceOfWindow, { windowId });
  return evidence ?? { diagnosis: null, debugSessionId: null };
}

/** Reads what there is to tell of a delivery about a monitor. */
export async function readSubject(
  manager: EntityManager,
  delivery: ClaimedDelivery,
  monitorId: string,
): Promise<Subject> {
  const [open] = await rowsOf(manager, openWindowOfMonitor, { monitorId });
  return {
    facts: delivery.facts,
    availability24h: await availabilityOf(manager, monitorId, Date.now()),
    isDown: open !== undefined,
    openTopics: endsMonitoring(delivery)
      ? ((await openTopics(manager, [delivery.channelId], monitorId, delivery.id)).get(delivery.channelId) ?? [])
      : [],
    evidence: await evidenceOf(manager, delivery.windowId),
  };
}
