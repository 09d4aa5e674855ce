import { randomUUID } from 'node:crypto';
import type { IncidentShare } from '@wakeful/contracts';
import {
  failingLocations,
  incidentToJoin,
  JOIN_WITHIN_MS,
  LOCATION_RULE,
  type PlacedWindow,
  sharesOf,
  signatureOf,
} from '@wakeful/domain';
import {
  changesOf,
  deleteEmptyIncidents,
  insertIncidents,
  insertShares,
  lockInTransaction,
  monitorsAtLocations,
  moveWindows,
  nameCauses,
  placeWindows,
  recentlyPlaced,
  type RowsOf,
  rowsOf,
  windowsToPlace,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

type ToPlace = RowsOf<typeof windowsToPlace>[number];

/**
 * Puts windows into incidents, in the transaction that opens them, so that no window is ever without one: into that of a window
 * with which it shares what may be the cause, or into one of its own. Windows that are in one already stay there.
 */
export async function joinIncidents(manager: EntityManager, windowIds: readonly string[]): Promise<void> {
  if (windowIds.length === 0) return;
  // Transactions that open windows follow each other from here to their commit, so each sees what those before it made.
  await lockInTransaction(manager, 'incidents');
  const windows = await rowsOf(manager, windowsToPlace, { windowIds });
  if (windows.length === 0) return;
  const known: PlacedWindow[] = await rowsOf(manager, recentlyPlaced, { withinMs: JOIN_WITHIN_MS });
  const placed = place(windows, known);
  const isKnown = new Set(known.map(({ incidentId }) => incidentId));
  const startOf = new Map(windows.map(({ windowId, startedMs }) => [windowId, startedMs]));
  const made = new Map<string, number>();
  for (const { windowId, incidentId } of placed) {
    if (!isKnown.has(incidentId) && !made.has(incidentId)) made.set(incidentId, startOf.get(windowId) ?? 0);
  }
  await changesOf(manager, insertIncidents, { incidents: [...made].map(([id, startedMs]) => ({ id, startedMs })) });
  await changesOf(manager, placeWindows, { placed });
  await changesOf(manager, insertShares, { shares: sharesToStore(windows, placed) });
  const gathered = await gatherByLocation(manager, [...known, ...placed]);
  await nameCauses(manager, [...new Set([...placed.map(({ incidentId }) => incidentId), ...gathered])]);
}

function place(windows: readonly ToPlace[], known: readonly PlacedWindow[]): PlacedWindow[] {
  const placed: PlacedWindow[] = [];
  for (const window of windows) {
    const shares = sharesOfWindow(window);
    const incidentId = incidentToJoin(shares, [...known, ...placed]) ?? randomUUID();
    placed.push({ windowId: window.windowId, incidentId, shares });
  }
  return placed;
}

function sharesOfWindow({ url, firstFailure, goodCheck, goodVisit }: ToPlace): IncidentShare[] {
  const { facts = {}, reason = null, httpStatus = null, location = null } = firstFailure;
  const tried = facts.addresses?.map(({ address }) => address) ?? [];
  const certificate = facts.certificate ? `${facts.certificate.subject} (${facts.certificate.issuer})` : null;
  return sharesOf({
    url,
    location,
    reason,
    httpStatus,
    addresses: facts.address ? [facts.address] : tried,
    finalUrl: facts.finalUrl ?? null,
    certificate,
    goodCheck,
    goodVisit,
  });
}

const sharesToStore = (windows: readonly ToPlace[], placed: readonly PlacedWindow[]) => {
  const signatures = windows.map(({ windowId, sentence }) => ({
    windowId,
    kind: 'signature' as const,
    value: signatureOf(sentence),
  }));
  return [...placed.flatMap(({ windowId, shares }) => shares.map((share) => ({ windowId, ...share }))), ...signatures];
};

/**
 * When so many monitors lose their connections at a location that the fault must be there, their incidents become the first of
 * them. Returns the incidents that changed.
 */
async function gatherByLocation(manager: EntityManager, windows: readonly PlacedWindow[]): Promise<string[]> {
  const atLocations = windows.flatMap(({ shares }) => shares.filter(({ kind }) => kind === 'location'));
  if (atLocations.length < LOCATION_RULE.monitors) return [];
  const locations = [...new Set(atLocations.map(({ value }) => value))];
  const counts = await rowsOf(manager, monitorsAtLocations, { locations });
  const failing = failingLocations(windows, new Map(counts.map(({ location, count }) => [location, count])));
  const gathered: string[] = [];
  for (const location of failing) {
    const ofLocation = windows.filter(({ shares }) =>
      shares.some(({ kind, value }) => kind === 'location' && value === location),
    );
    const [first] = ofLocation;
    if (!first) continue;
    const incidentId = first.incidentId;
    const others = ofLocation.filter((window) => window.incidentId !== incidentId);
    if (others.length === 0) continue;
    const windowIds = others.map(({ windowId }) => windowId);
    await changesOf(manager, moveWindows, { windowIds, incidentId });
    await changesOf(manager, deleteEmptyIncidents, { ids: [...new Set(others.map((other) => other.incidentId))] });
    gathered.push(incidentId);
  }
  return gathered;
}
