import { randomUUID } from 'node:crypto';
import type {
  AcknowledgeIncident,
  AddIncidentNote,
  IncidentEntry,
  IncidentResponse,
  JoinIncidents,
  SplitIncident,
  UpdateIncident,
} from '@wakeful/contracts';
import {
  acknowledgeIncidentRow,
  changeIncident,
  changesOf,
  deleteEmptyIncidents,
  insertEntries,
  insertIncidents,
  lockIncident,
  lockInTransaction,
  moveEntries,
  moveWindows,
  nameCauses,
  type RowsOf,
  rowsOf,
  windowIdsOfIncidents,
  writeCauseOfWindows,
} from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context } from '../context/context.js';
import { NotFoundError } from '../http/request-error.js';
import { SplitRefusedError } from './incidents.errors.js';
import { readIncident } from './read-incidents.js';

/** Who does something with an incident, by name. */
type Author = Readonly<{ name: string }>;
type Locked = RowsOf<typeof lockIncident>[number];

/** @throws NotFoundError */
async function lock({ database }: Context, id: string): Promise<Locked> {
  const [row] = await rowsOf(database, lockIncident, { id });
  if (!row) throw new NotFoundError('incident', id);
  return row;
}

const note = (
  { database }: Context,
  incidentIds: readonly string[],
  { name: author }: Author,
  kind: IncidentEntry['kind'],
  text: string,
): Promise<number> => changesOf(database, insertEntries, { incidentIds, kind, author, text });

/**
 * Writes the root cause of an incident, which holds for all of its windows about which nothing else was written, and who takes care of it.
 * @throws NotFoundError
 */
export const updateIncident = (
  context: Context,
  author: Author,
  id: string,
  { rootCause, owner }: UpdateIncident,
): Promise<IncidentResponse> =>
  inTransaction(context, async (context) => {
    const before = await lock(context, id);
    const sets = { setsRootCause: rootCause !== undefined, setsOwner: owner !== undefined };
    await changesOf(context.database, changeIncident, { id, rootCause, owner, ...sets });
    if (rootCause !== undefined) {
      await changesOf(context.database, writeCauseOfWindows, { id, before: before.rootCause, rootCause });
    }
    if (owner !== undefined && owner !== before.owner) {
      await note(context, [id], author, 'owner', owner ?? 'No one takes care of it now.');
    }
    return readIncident(context, id);
  });

/**
 * Acknowledges an incident, so that no more reminders are sent of it, or takes that back.
 * @throws NotFoundError
 */
export const acknowledge = (
  context: Context,
  author: Author,
  id: string,
  { isAcknowledged }: AcknowledgeIncident,
): Promise<IncidentResponse> =>
  inTransaction(context, async (context) => {
    const { acknowledgedBy } = await lock(context, id);
    if (isAcknowledged !== (acknowledgedBy !== null)) {
      await changesOf(context.database, acknowledgeIncidentRow, { id, by: isAcknowledged ? author.name : null });
      await note(context, [id], author, isAcknowledged ? 'acknowledged' : 'unacknowledged', '');
    }
    return readIncident(context, id);
  });

/** @throws NotFoundError */
export const addNote = (
  context: Context,
  author: Author,
  id: string,
  { text }: AddIncidentNote,
): Promise<IncidentResponse> =>
  inTransaction(context, async (context) => {
    await lock(context, id);
    await note(context, [id], author, 'note', text);
    return readIncident(context, id);
  });

/**
 * Puts the windows and the notes of other incidents into this one. What was alerted of them stays in its own threads.
 * @throws NotFoundError
 */
export const join = (
  context: Context,
  author: Author,
  id: string,
  { incidentIds }: JoinIncidents,
): Promise<IncidentResponse> =>
  inTransaction(context, async (context) => {
    const { database } = context;
    await lockInTransaction(database, 'incidents');
    await lock(context, id);
    const others = [...new Set(incidentIds)].filter((other) => other !== id);
    const windows = await rowsOf(database, windowIdsOfIncidents, { incidentIds: others });
    const known = new Set(windows.map(({ incidentId }) => incidentId));
    const unknown = others.find((other) => !known.has(other));
    if (unknown !== undefined) throw new NotFoundError('incident', unknown);
    if (windows.length > 0) {
      const windowIds = windows.map(({ windowId }) => windowId);
      await changesOf(database, moveWindows, { windowIds, incidentId: id, addedBy: author.name });
      await changesOf(database, moveEntries, { incidentIds: others, to: id });
      await changesOf(database, deleteEmptyIncidents, { ids: others });
      await nameCauses(database, [id]);
      await note(context, [id], author, 'joined', countOf(windowIds.length));
    }
    return readIncident(context, id);
  });

/**
 * Makes an incident of its own of some windows. Answers with the new one.
 * @throws NotFoundError, SplitRefusedError
 */
export const split = (
  context: Context,
  author: Author,
  id: string,
  { windowIds }: SplitIncident,
): Promise<IncidentResponse> =>
  inTransaction(context, async (context) => {
    const { database } = context;
    await lockInTransaction(database, 'incidents');
    await lock(context, id);
    const own = new Set(
      (await rowsOf(database, windowIdsOfIncidents, { incidentIds: [id] })).map((row) => row.windowId),
    );
    const moved = [...new Set(windowIds)];
    if (moved.some((windowId) => !own.has(windowId))) {
      throw new SplitRefusedError(
        'Some of these downtime windows are not part of the incident. Reload it and choose again.',
      );
    }
    if (moved.length === own.size) {
      throw new SplitRefusedError('At least one downtime window has to stay in the incident.');
    }
    const newId = randomUUID();
    await changesOf(database, insertIncidents, { incidents: [{ id: newId, startedMs: Date.now() }] });
    await changesOf(database, moveWindows, { windowIds: moved, incidentId: newId, addedBy: author.name });
    await nameCauses(database, [id, newId]);
    await note(context, [id, newId], author, 'split', countOf(moved.length));
    return readIncident(context, newId);
  });

const countOf = (windows: number): string =>
  windows === 1 ? '1 outage' : `${windows.toLocaleString('en-US')} outages`;
