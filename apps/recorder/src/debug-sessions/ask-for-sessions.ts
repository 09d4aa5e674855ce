import { randomUUID } from 'node:crypto';
import { askAtClosings, askAtOpenings, type OutboxMessage, type RowsOf, rowsOf } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { WindowTurn } from '../recording/downtime-window.js';
import { sessionsAsked } from './debug-session-metrics.js';
import { sessionMessages } from './session-messages.js';

/** Asks for a browser's visit when a downtime window opens, and for one more when it closes. */
export class AskForSessions {
  constructor(private readonly minIntervalSeconds: number) {}

  /** In the transaction of the windows, which must be saved before. Returns what to write to the outbox. */
  async execute(manager: EntityManager, turns: readonly WindowTurn[]): Promise<OutboxMessage[]> {
    if (turns.length === 0) return [];
    const now = new Date();
    const { minIntervalSeconds } = this;
    const { opened = [], closed = [] } = Object.groupBy(turns, ({ moment }) => moment);
    const openings =
      opened.length > 0
        ? await rowsOf(manager, askAtOpenings, { turns: withIds(opened), now, minIntervalSeconds })
        : [];
    const closings = closed.length > 0 ? await rowsOf(manager, askAtClosings, { turns: withIds(closed), now }) : [];
    return [
      ...(await this.#ask(manager, openings, 'opened', now)),
      ...(await this.#ask(manager, closings, 'closed', now)),
    ];
  }

  #ask(
    manager: EntityManager,
    rows: RowsOf<typeof askAtClosings>,
    moment: WindowTurn['moment'],
    now: Date,
  ): Promise<OutboxMessage[]> {
    for (const { state } of rows) sessionsAsked.inc({ moment, state });
    return sessionMessages(
      manager,
      rows.filter((row) => row.state === 'queued'),
      moment,
      now,
    );
  }
}

const withIds = (turns: readonly WindowTurn[]) => turns.map((turn) => ({ ...turn, id: randomUUID() }));
