import { presentMaintenanceSql } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import type { AlertEvent } from '../events/alert-event.js';

/** How long a status may be unknown before an alert, in intervals, with a minimum in seconds. */
const UNCHECKED_AFTER = { intervals: 5, seconds: 300 };
/** A run later than this after the previous one: the process or machine was suspended in between. */
const MAX_PAUSE_MS = 60_000;

interface UncheckedRow {
  monitorId: string;
  name: string;
  url: string;
  detail: string;
  since: Date;
}

/** Since when a monitor `m` with state `s` has had no conclusive result; in the future while one is current. */
const unknownSince = `greatest(s.known_until, s.since,
  (SELECT max(p.from_at) FROM schedule_periods p WHERE p.monitor_id = m.id))`;
const limit = `make_interval(secs => greatest(${UNCHECKED_AFTER.intervals} * m.interval_seconds, ${UNCHECKED_AFTER.seconds}))`;

/**
 * Monitors that this process has seen unknown for long enough. If a checker lost its network, that alert replaces those
 * per monitor.
 */
const UNCHECKED = `
  SELECT m.id AS "monitorId", m.name, m.url, s.last_detail AS detail, ${unknownSince} AS since
    FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
   WHERE m.enabled AND (s.known_until IS NULL OR s.known_until < now() - ${limit}) AND $1::timestamptz < now() - ${limit}
     AND ${unknownSince} < now() - ${limit}
     AND ${presentMaintenanceSql('1')} IS NULL
     AND NOT EXISTS (SELECT 1 FROM alert_events e WHERE e.monitor_id = m.id AND e.kind = 'unchecked'
                        AND NOT EXISTS (SELECT 1 FROM alert_events b WHERE b.id = 'checked' || substr(e.id, length('unchecked') + 1)))
     AND NOT EXISTS (SELECT 1 FROM alert_events l
                      WHERE l.monitor_id IS NULL AND l.kind = 'network-lost' AND l.occurred_at > now() - interval '24 hours'
                        AND l.facts->>'location' = ANY (m.locations)
                        AND NOT EXISTS (SELECT 1 FROM alert_events b
                                         WHERE b.id = 'network-back' || substr(l.id, length('network-lost') + 1)))
   LIMIT 5000`;

/** Reported monitors that are being checked again. */
const CHECKED = `
  SELECT m.id AS "monitorId", m.name, m.url, '' AS detail, e.occurred_at AS since
    FROM alert_events e JOIN monitors m ON m.id = e.monitor_id AND m.enabled
    JOIN monitor_state s ON s.monitor_id = m.id
   WHERE e.kind = 'unchecked' AND e.created_at > now() - interval '90 days' AND s.known_until > now()
     AND NOT EXISTS (SELECT 1 FROM alert_events b WHERE b.id = 'checked' || substr(e.id, length('unchecked') + 1))
   LIMIT 5000`;

function eventOf(kind: 'unchecked' | 'checked', row: UncheckedRow, nowMs: number): AlertEvent {
  const { monitorId, name, url, detail } = row;
  const [uncheckedSince, now] = [row.since.toISOString(), new Date(nowMs).toISOString()];
  const facts = { name, url, detail, uncheckedSince, ...(kind === 'checked' && { checkedAt: now }) };
  const occurredAt = kind === 'checked' ? now : uncheckedSince;
  return { id: `${kind}:${monitorId}:${uncheckedSince}`, kind, monitorId, windowId: null, occurredAt, facts };
}

/** Alerts on monitors whose status has been unknown for too long, and on those that are checked again. */
export class UncheckedWatch {
  #beganMs = 0;
  #lookedMs = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly acceptEvent: AcceptEvent,
  ) {}

  async execute(nowMs: number, signal?: AbortSignal): Promise<void> {
    // After a suspension nothing was checked, and everything is about to be.
    if (nowMs - this.#lookedMs > MAX_PAUSE_MS || nowMs < this.#lookedMs) this.#beganMs = nowMs;
    this.#lookedMs = nowMs;
    const unchecked = await this.dataSource.query<UncheckedRow[]>(UNCHECKED, [new Date(this.#beganMs)]);
    const checked = await this.dataSource.query<UncheckedRow[]>(CHECKED);
    const events = [
      ...unchecked.map((row) => eventOf('unchecked', row, nowMs)),
      ...checked.map((row) => eventOf('checked', row, nowMs)),
    ];
    for (const event of events) {
      if (signal?.aborted) return;
      await this.acceptEvent.execute(event);
    }
  }
}
