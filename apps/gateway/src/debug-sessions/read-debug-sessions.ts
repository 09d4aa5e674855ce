import {
  artifactNames,
  type DebugSession,
  type DebugSessionOverview,
  type ListDebugSessionsQuery,
  type ListNetworkEventsQuery,
  type NetworkEvent,
  type Page,
} from '@wakeful/contracts';
import { hideSecrets } from '@wakeful/domain';
import {
  debugSessionById,
  debugSessionPages,
  networkEventPages,
  placeOfNetworkEvents,
  readPage,
  type RowsOf,
  rowsOf,
} from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { assertMonitorExists } from '../monitors/read-monitors.js';
import { DebugSessionNotFoundError } from './debug-sessions.errors.js';

type Overview = Omit<RowsOf<typeof debugSessionById>[number], 'evidence'>;

/**
 * One page of the debug sessions of a monitor, newest first.
 * @throws MonitorNotFoundError
 */
export async function listDebugSessions(
  context: ReadContext,
  monitorId: string,
  query: ListDebugSessionsQuery,
): Promise<Page<DebugSessionOverview>> {
  await assertMonitorExists(context, monitorId);
  const page = await readPage(context.database, debugSessionPages, { ...query, monitorId });
  return { ...page, items: page.items.map(overviewOf) };
}

/**
 * A session with everything that it found, apart from its network events and files.
 * @throws DebugSessionNotFoundError
 */
export async function readDebugSession({ database }: ReadContext, id: string): Promise<DebugSession> {
  const [row] = await rowsOf(database, debugSessionById, { id });
  if (!row) throw new DebugSessionNotFoundError(id);
  const { evidence, ...overview } = row;
  return { ...overviewOf(overview), evidence };
}

/**
 * One page of the network events of a session, in the order in which they happened.
 * @throws DebugSessionNotFoundError
 */
export async function listNetworkEvents(
  { database }: ReadContext,
  sessionId: string,
  query: ListNetworkEventsQuery,
): Promise<Page<NetworkEvent>> {
  const [place] = await rowsOf(database, placeOfNetworkEvents, { id: sessionId });
  if (!place) throw new DebugSessionNotFoundError(sessionId);
  const hundreds = query.statusClass ? Number(query.statusClass[0]) : null;
  const page = await readPage(database, networkEventPages, { ...query, ...place, sessionId, hundreds });
  return { ...page, items: page.items.map(({ event }) => event) };
}

/** A session as lists show it: its files by their addresses. */
function overviewOf({ artifacts, ...overview }: Overview): DebugSessionOverview {
  const shown: DebugSessionOverview['artifacts'] = {};
  for (const name of artifactNames) {
    const stored = artifacts[name];
    if (stored) shown[name] = { url: `/api/v1/debug-sessions/${overview.id}/artifacts/${name}`, bytes: stored.bytes };
  }
  // The monitor's own configuration shows its address whole; everywhere else its secrets are hidden.
  return { ...overview, url: hideSecrets(overview.url), artifacts: shown };
}
