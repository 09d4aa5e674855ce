import { askForBaselines, rowsOf, writeOutbox } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import { sessionMessages } from '../debug-sessions/session-messages.js';

/** A browser needs two seconds for a page: at most a tenth of one that does nothing else. */
const VISITS_PER_MINUTE = 3;

/** Asks for a visit of each page that is well, once a day, so that it is known how it looks then. Returns how many it asked for. */
export function askForDueBaselines(dataSource: DataSource, now: Date): Promise<number> {
  return dataSource.transaction(async (manager) => {
    const sessions = await rowsOf(manager, askForBaselines, { now, limit: VISITS_PER_MINUTE });
    await writeOutbox(manager, await sessionMessages(manager, sessions, 'manual', now));
    return sessions.length;
  });
}
