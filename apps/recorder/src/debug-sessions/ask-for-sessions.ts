import { randomUUID } from 'node:crypto';
import type { OutboxMessage, ProbedColumns } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { WindowTurn } from '../recording/downtime-window.js';
import { sessionsAsked } from './debug-session-metrics.js';
import { visitMessages } from './visit-messages.js';

interface AskedRow extends ProbedColumns {
  id: string;
  monitorId: string;
  state: 'queued' | 'skipped';
}

const RETURN_WITH_PROBE = `
  SELECT a.id, a.monitor_id AS "monitorId", a.state, m.url, m.method, m.timeout_ms AS "timeoutMs", m.probe,
         m.sealed_secrets AS "sealedSecrets"
    FROM asked a JOIN monitors m ON m.id = a.monitor_id`;

/** The unique key makes it one session for each opening, and the monitors' locked states make the interval hold. */
const ASK_AT_OPENINGS = `
  WITH opened AS (
    SELECT t.*, m.url, $4::timestamptz AS now, make_interval(secs => $5::int) AS min_interval,
           row_number() OVER (PARTITION BY t.monitor_id ORDER BY t.position) AS nth
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS t (id, window_id, monitor_id, position)
      JOIN monitors m ON m.id = t.monitor_id AND m.debug_on_down
  ), judged AS (
    SELECT o.*, o.min_interval > interval '0' AND (o.nth > 1 OR EXISTS (
             SELECT 1 FROM debug_sessions d
              WHERE d.monitor_id = o.monitor_id AND d.moment = 'opened' AND d.state <> 'skipped'
                AND d.requested_at > o.now - o.min_interval)) AS is_too_soon
      FROM opened o
  ), asked AS (
    INSERT INTO debug_sessions (id, session_key, monitor_id, window_id, moment, state, url, requested_at, error)
    SELECT id, 'window/' || window_id || '/opened', monitor_id, window_id, 'opened',
           CASE WHEN is_too_soon THEN 'skipped' ELSE 'queued' END, url, now,
           CASE WHEN is_too_soon THEN 'Not visited yet: another downtime of this monitor was visited less than ' || $5::int
                                      || ' seconds before (DEBUG_MIN_INTERVAL_SECONDS). It is visited then if it lasts.' END
      FROM judged ORDER BY position
    ON CONFLICT (session_key) DO NOTHING
    RETURNING id, monitor_id, state
  ) ${RETURN_WITH_PROBE}`;

const ASK_AT_CLOSINGS = `
  WITH asked AS (
    INSERT INTO debug_sessions (id, session_key, monitor_id, window_id, moment, state, url, requested_at)
    SELECT t.id, 'window/' || t.window_id || '/closed', t.monitor_id, t.window_id, 'closed', 'queued', m.url, $4
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t (id, window_id, monitor_id)
      JOIN monitors m ON m.id = t.monitor_id AND m.debug_on_down
      JOIN debug_sessions o ON o.session_key = 'window/' || t.window_id || '/opened' AND o.state <> 'skipped'
    ON CONFLICT (session_key) DO NOTHING
    RETURNING id, monitor_id, state
  ) ${RETURN_WITH_PROBE}`;

/** Asks for a browser's visit when a downtime window opens, and for one more when it closes. */
export class AskForSessions {
  constructor(private readonly minIntervalSeconds: number) {}

  /** In the transaction of the windows, which must be saved before. Returns what to write to the outbox. */
  async execute(manager: EntityManager, turns: readonly WindowTurn[]): Promise<OutboxMessage[]> {
    if (turns.length === 0) return [];
    const now = new Date();
    const openings = turns.filter((turn) => turn.moment === 'opened');
    const closings = turns.filter((turn) => turn.moment === 'closed');
    return [
      ...(await this.#ask(manager, ASK_AT_OPENINGS, openings, [now, this.minIntervalSeconds])),
      ...(await this.#ask(manager, ASK_AT_CLOSINGS, closings, [now])),
    ];
  }

  async #ask(
    manager: EntityManager,
    statement: string,
    turns: readonly WindowTurn[],
    parameters: readonly [now: Date, ...settings: number[]],
  ): Promise<OutboxMessage[]> {
    const moment = turns[0]?.moment;
    if (moment === undefined) return [];
    const rows = await manager.query<AskedRow[]>(statement, [
      turns.map(() => randomUUID()),
      turns.map((turn) => turn.windowId),
      turns.map((turn) => turn.monitorId),
      ...parameters,
    ]);
    for (const { state } of rows) sessionsAsked.inc({ moment, state });
    return visitMessages(
      manager,
      rows.filter((row) => row.state === 'queued'),
      moment,
      parameters[0],
    );
  }
}
