import { randomUUID } from 'node:crypto';
import { debugRunV1, debugRunV2 } from '@wakeful/contracts';
import {
  askAtClosings,
  askAtOpenings,
  type OutboxMessage,
  outboxMessage,
  probeSpecOf,
  probeSpecV1Of,
  type RowsOf,
  rowsOf,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { WindowTurn } from '../recording/downtime-window.js';
import { sessionsAsked } from './debug-session-metrics.js';

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
      ...openings.flatMap((row) => requestOf(row, 'opened', now)),
      ...closings.flatMap((row) => requestOf(row, 'closed', now)),
    ];
  }
}

const withIds = (turns: readonly WindowTurn[]) => turns.map((turn) => ({ ...turn, id: randomUUID() }));

function requestOf(
  row: RowsOf<typeof askAtClosings>[number],
  moment: WindowTurn['moment'],
  requestedAt: Date,
): OutboxMessage[] {
  const { id: sessionId, monitorId, state } = row;
  sessionsAsked.inc({ moment, state });
  if (state !== 'queued') return [];
  const request = { sessionId, monitorId, moment, requestedAt: requestedAt.toISOString() };
  const specV1 = probeSpecV1Of(row);
  return [
    specV1
      ? outboxMessage(debugRunV1, { ...request, spec: specV1 })
      : outboxMessage(debugRunV2, { ...request, spec: probeSpecOf(row) }),
  ];
}
