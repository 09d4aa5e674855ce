import type {
  DeliveryKind,
  DowntimeClosedV1,
  DowntimeOpenedV1,
  MonitoringChangedV1,
  StatusChangedV1,
} from '@wakeful/contracts';
import type { EventFacts } from '@wakeful/persistence';

/**
 * An event that may be alerted on. Its ID is derived from what happened, never from how the message arrived, so that
 * repeated messages, however late, are one event.
 */
export interface AlertEvent {
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly monitorId: string | null;
  readonly windowId: string | null;
  readonly occurredAt: string;
  readonly facts: EventFacts;
  /** For a monitor that may be deleted; otherwise they are read. */
  readonly tags?: readonly string[];
}

export function downEvent({ windowId, monitorId, ...facts }: DowntimeOpenedV1): AlertEvent {
  return { id: `down:${windowId}`, kind: 'down', monitorId, windowId, occurredAt: facts.startedAt, facts };
}

export function recoveredEvent({ windowId, monitorId, ...facts }: DowntimeClosedV1): AlertEvent {
  return { id: `recovered:${windowId}`, kind: 'recovered', monitorId, windowId, occurredAt: facts.endedAt, facts };
}

/** Whether no further events will follow for what is open. */
export const endsMonitoring = ({ kind, facts }: Pick<AlertEvent, 'kind' | 'facts'>): boolean =>
  kind === 'monitoring' && (facts.change === 'disabled' || facts.change === 'deleted' || facts.change === 'detached');

/** The outage that an event ends. */
export function beginningOf({ windowId, monitorId, facts, occurredAt }: AlertEvent): AlertEvent {
  const id = `down:${windowId}`;
  return { id, kind: 'down', monitorId, windowId, occurredAt: facts.startedAt ?? occurredAt, facts };
}

/** null: outages have their own events, and other transitions are not alerted on. */
export function degradedEvent({ monitorId, from, to, at, ...facts }: StatusChangedV1): AlertEvent | null {
  const rest = { monitorId, windowId: null, occurredAt: at, facts };
  if (to === 'degraded') return { id: `degraded:${monitorId}:${at}`, kind: 'degraded', ...rest };
  if (from === 'degraded' && to === 'up') return { id: `restored:${monitorId}:${at}`, kind: 'restored', ...rest };
  return null;
}

export function monitoringEvent({ monitorId, at, tags, ...facts }: MonitoringChangedV1): AlertEvent {
  const id = `monitoring:${monitorId}:${facts.change}:${at}`;
  return { id, kind: 'monitoring', monitorId, windowId: null, occurredAt: at, facts, tags };
}
