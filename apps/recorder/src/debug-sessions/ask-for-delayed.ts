import { askForDelayedSessions, rowsOf, writeOutbox } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import { sessionsAsked } from './debug-session-metrics.js';
import { sessionMessages } from './session-messages.js';

/** Asks for visits that the minimum interval held back, of outages that still last. Returns how many. */
export async function askForDelayed(dataSource: DataSource, minIntervalSeconds: number, now: Date): Promise<number> {
  const count = await dataSource.transaction(async (manager) => {
    const sessions = await rowsOf(manager, askForDelayedSessions, { now, minIntervalSeconds });
    await writeOutbox(manager, await sessionMessages(manager, sessions, 'opened', now));
    return sessions.length;
  });
  sessionsAsked.inc({ moment: 'opened', state: 'queued' }, count);
  return count;
}
