import type { DowntimeWindowResponse, UpdateDowntimeWindow } from '@wakeful/contracts';
import { annotateWindow, changesOf } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context } from '../context/context.js';
import { readWindow } from './read-windows.js';

/**
 * Stores the root cause and notes of a downtime window; everything else about it is measured.
 * @throws NotFoundError
 */
export const updateWindow = (
  context: Context,
  id: string,
  { rootCause, notes }: UpdateDowntimeWindow,
): Promise<DowntimeWindowResponse> =>
  inTransaction(context, async (context) => {
    const sets = { setsRootCause: rootCause !== undefined, setsNotes: notes !== undefined };
    await changesOf(context.database, annotateWindow, { id, rootCause, notes, ...sets });
    return readWindow(context, id);
  });
