import type { DebugCompletedV1, DebugSessionState, DebugSummary } from '@wakeful/contracts';
import { compareEvidence, goodVisitOf } from '@wakeful/domain';
import {
  changesOf,
  countNetworkEvents,
  deleteEventsOfOtherRuns,
  insertNetworkEvents,
  learnGoodVisit,
  lockBothEnds,
  lockSession,
  otherEndOfWindow,
  placeOfNetworkEvents,
  type RowsOf,
  rowsOf,
  saveChangesOfSession,
  saveSummary,
  suggestRootCause,
} from '@wakeful/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { DayPartitions } from '../recording/day-partitions.js';
import { sessionsEnded } from './debug-session-metrics.js';
import { EventsMissingError } from './events-missing.error.js';

type Session = RowsOf<typeof lockSession>[number];

/** The network events of one run of a session. */
interface Run {
  readonly sessionId: string;
  readonly runId: string;
  readonly requestedAt: Date;
}

/**
 * Stores what a browser saw, message by message. Each may come again, late, in any order, and from a run that died:
 *
 * - events are stored once for each position of a run;
 * - the summary ends the session when all events of its run are there; until then it is refused, and comes again;
 * - the first summary wins, and the events of every other run go; only an `expired` session still takes one;
 * - of a deleted session nothing is kept.
 */
export class StoreSession {
  constructor(
    private readonly dataSource: DataSource,
    private readonly dayPartitions: DayPartitions,
  ) {}

  /** @throws EventsMissingError */
  async execute({ sessionId, runId, events, summary }: DebugCompletedV1): Promise<void> {
    const [asked] = await rowsOf(this.dataSource, placeOfNetworkEvents, { id: sessionId });
    if (!asked || !(await this.dayPartitions.accepts(asked.requestedAt.getTime()))) return;
    const run = { sessionId, runId, requestedAt: asked.requestedAt };
    if (events.length > 0) {
      await this.dataSource.transaction(async (manager) => {
        const [session] = await rowsOf(manager, lockSession, { id: sessionId });
        if (!session || (!takesSummary(session) && session.runId !== runId)) return;
        const rows = events.map((event) => ({ ...event, event }));
        await changesOf(manager, insertNetworkEvents, { ...run, events: rows });
      });
    }
    if (!summary) return;
    const hasEnded = await this.dataSource.transaction((manager) => this.#end(manager, run, summary));
    if (hasEnded) sessionsEnded.inc({ state: summary.ending });
  }

  /** False when the session has ended before. */
  async #end(manager: EntityManager, run: Run, summary: DebugSummary): Promise<boolean> {
    const ends = await rowsOf(manager, lockBothEnds, { id: run.sessionId });
    const session = ends.find(({ id }) => id === run.sessionId);
    if (!session || !takesSummary(session)) return false;
    const [stored] = await rowsOf(manager, countNetworkEvents, run);
    const count = stored?.count ?? 0;
    if (count < summary.eventCount) throw new EventsMissingError(run.sessionId, count, summary.eventCount);
    await changesOf(manager, deleteEventsOfOtherRuns, run);
    await changesOf(manager, saveSummary, { ...summary, ...run });
    if (session.moment !== 'opened' && summary.isSuccess) await learnHealthyPage(manager, session, summary);
    const { windowId } = session;
    // A visit that a person asked for meanwhile is neither end.
    if (windowId === null || session.moment === 'manual') return true;
    if (session.moment === 'opened' && summary.diagnosis) {
      await changesOf(manager, suggestRootCause, { windowId, sentence: summary.diagnosis.sentence });
    }
    await saveChanges(manager, { ...session, windowId }, summary);
    return true;
  }
}

const WAITING: readonly DebugSessionState[] = ['queued', 'expired'];

/** The first run that brings a summary ends a session; only one that no worker seemed to take still accepts it. */
const takesSummary = ({ state }: Session): boolean => WAITING.includes(state);

/** A page that a visit finds well is what later ones are compared with. */
async function learnHealthyPage(manager: EntityManager, { monitorId }: Session, summary: DebugSummary): Promise<void> {
  const goodVisit = goodVisitOf(summary.evidence);
  if (!goodVisit) return;
  await changesOf(manager, learnGoodVisit, { monitorId, goodVisit, visitedAt: new Date(summary.startedAt) });
}

/** What is different at the end of a downtime, as soon as both of its sessions are there. */
async function saveChanges(
  manager: EntityManager,
  session: Session & { windowId: string },
  summary: DebugSummary,
): Promise<void> {
  const [other] = summary.ending === 'completed' ? await rowsOf(manager, otherEndOfWindow, session) : [];
  if (other?.state !== 'completed' || !other.evidence) return;
  const isOpening = session.moment === 'opened';
  const changes = isOpening
    ? compareEvidence(summary.evidence, other.evidence)
    : compareEvidence(other.evidence, summary.evidence);
  await changesOf(manager, saveChangesOfSession, { id: isOpening ? other.id : session.id, changes });
}
