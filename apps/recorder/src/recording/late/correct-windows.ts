import { randomUUID } from 'node:crypto';
import type { JudgedResult, JudgedWindow, WindowCorrection } from '@wakeful/domain';
import {
  changesOf,
  changeWindow,
  deleteEmptyIncidents,
  deleteWindow,
  type FirstFailure,
  handOnIncident,
  incidentOfWindow,
  insertCorrectedWindow,
  insertCorrection,
  moveSessionsOfWindow,
  rowsOf,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** A correction of a stored window; `id` is that of the window as it is to be. `evidence`: null leaves what is stored. */
export type Correction = WindowCorrection & {
  readonly monitorId: string;
  readonly id: string;
  readonly evidence?: FirstFailure | null;
};

/** Gives a correction the id of the window as it is to be, and what its first failure said where that is not stored. */
export function identify(
  correction: WindowCorrection,
  monitorId: string,
  evidence: (first: JudgedResult) => FirstFailure,
): Correction {
  switch (correction.type) {
    case 'withdrawn':
      return { ...correction, monitorId, id: correction.known.id };
    case 'changed': {
      const { known, window } = correction;
      const isSameBeginning = known.startedMs === window.startedMs;
      return {
        ...correction,
        monitorId,
        id: known.id,
        evidence: isSameBeginning ? null : evidence(window.firstFailure),
      };
    }
    case 'reopened':
    case 'appeared':
      return { ...correction, monitorId, id: randomUUID(), evidence: evidence(correction.window.firstFailure) };
  }
}

/**
 * Brings stored windows in line with the checks, and keeps what they were in `downtime_corrections`. In this order, as
 * only one window of a monitor may be open: what was none goes, what changed changes, and then come those that are new.
 * A window that continues after it was reported as ended takes notes, visits and its place in an incident with it to its new id; the visits of
 * one that is withdrawn stay with the monitor.
 */
export async function correctWindows(manager: EntityManager, corrections: readonly Correction[]): Promise<void> {
  const inOrder = ['withdrawn', 'changed', 'reopened', 'appeared'];
  for (const one of corrections.toSorted((a, b) => inOrder.indexOf(a.type) - inOrder.indexOf(b.type))) {
    const { id, monitorId } = one;
    if (one.type === 'withdrawn') await deleteWindowOf(manager, id, null);
    else if (one.type === 'changed') {
      await changesOf(manager, changeWindow, { ...one.window, id, evidence: one.evidence ?? null });
    } else {
      const inPlaceOf = one.type === 'reopened' ? one.known.id : null;
      const evidence = one.evidence ?? null;
      await changesOf(manager, insertCorrectedWindow, { ...one.window, id, monitorId, evidence, inPlaceOf });
      if (inPlaceOf !== null) await deleteWindowOf(manager, inPlaceOf, id);
    }
    await changesOf(manager, insertCorrection, {
      monitorId,
      windowId: id,
      kind: one.type,
      before: one.type === 'appeared' ? null : told(one.known),
      after: one.type === 'withdrawn' ? null : told(one.window),
    });
  }
}

/** @param heir who takes its visits; null: they stay with the monitor */
async function deleteWindowOf(manager: EntityManager, id: string, heir: string | null): Promise<void> {
  await changesOf(manager, moveSessionsOfWindow, { from: id, to: heir });
  if (heir !== null) await changesOf(manager, handOnIncident, { from: id, to: heir });
  const incidents = await rowsOf(manager, incidentOfWindow, { windowId: id });
  await changesOf(manager, deleteWindow, { id });
  await changesOf(manager, deleteEmptyIncidents, { ids: incidents.map(({ incidentId }) => incidentId) });
}

const told = ({ startedMs, endedMs, affectedChecks }: Omit<JudgedWindow, 'firstFailure'>) => ({
  startedAt: new Date(startedMs).toISOString(),
  endedAt: endedMs === null ? null : new Date(endedMs).toISOString(),
  affectedChecks,
});
