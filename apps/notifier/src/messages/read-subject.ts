import { DAY_MS } from '@wakeful/contracts';
import { accountFor } from '@wakeful/domain';
import {
  type ClaimedDelivery,
  databaseNowMs,
  type EventFacts,
  evidenceOfWindow,
  loadTimelines,
  openWindowOfMonitor,
  type RowsOf,
  rowsOf,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { endsMonitoring } from '../events/alert-event.js';
import { openTopics, type Topic } from '../events/topics.js';

/** The browser evidence of an outage, as far as it is available. */
export type Evidence = RowsOf<typeof evidenceOfWindow>[number];

/** The data of a message about one monitor, as of sending time. */
export interface Subject {
  /** By the database's clock, as all times of the facts. */
  readonly nowMs: number;
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

async function evidenceOf(manager: EntityManager, windowId: string | null): Promise<Evidence | null> {
  if (windowId === null) return null;
  const [evidence] = await rowsOf(manager, evidenceOfWindow, { windowId });
  return evidence ?? { diagnosis: null, next: null, debugSessionId: null };
}

async function topicsToClose(
  manager: EntityManager,
  { id, channelId, facts }: ClaimedDelivery,
  monitorId: string,
): Promise<readonly Topic[]> {
  const open = (await openTopics(manager, [channelId], monitorId, id)).get(channelId) ?? [];
  return open.filter((topic) => facts.topics?.includes(topic) ?? true);
}

/** Reads what there is to tell of a delivery about a monitor. */
export async function readSubject(
  manager: EntityManager,
  delivery: ClaimedDelivery,
  monitorId: string,
): Promise<Subject> {
  const [open] = await rowsOf(manager, openWindowOfMonitor, { monitorId });
  const nowMs = await databaseNowMs(manager);
  return {
    facts: delivery.facts,
    nowMs,
    availability24h: await availabilityOf(manager, monitorId, nowMs),
    isDown: open !== undefined,
    openTopics: endsMonitoring(delivery) ? await topicsToClose(manager, delivery, monitorId) : [],
    evidence: await evidenceOf(manager, delivery.windowId),
  };
}
