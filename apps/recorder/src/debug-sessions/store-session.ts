import type { DebugCompletedV1, DebugSummary } from '@wakeful/contracts';
import { compareEvidence } from '@wakeful/domain';
import { storableJson, storableText } from '@wakeful/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { DayPartitions } from '../recording/day-partitions.js';
import { sessionsEnded } from './debug-session-metrics.js';
import { EventsMissingError } from './events-missing.error.js';
import { lockBothEnds, lockSession, otherEndOf, requestedAtOf, type SessionRow, takesSummary } from './session-row.js';
import { countEvents, deleteOtherRuns, type Run, storeEvents } from './store-events.js';

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
    const requestedAt = await requestedAtOf(this.dataSource.manager, sessionId);
    if (!requestedAt || !(await this.dayPartitions.accepts(requestedAt.getTime()))) return;
    const run = { sessionId, runId, requestedAt };
    if (events.length > 0) {
      await this.dataSource.transaction(async (manager) => {
        const session = await lockSession(manager, sessionId);
        if (session && (takesSummary(session) || session.runId === runId)) await storeEvents(manager, run, events);
      });
    }
    if (!summary) return;
    const hasEnded = await this.dataSource.transaction((manager) => this.#end(manager, run, summary));
    if (hasEnded) sessionsEnded.inc({ state: summary.ending });
  }

  /** False when the session has ended before. */
  async #end(manager: EntityManager, run: Run, summary: DebugSummary): Promise<boolean> {
    const session = await lockBothEnds(manager, run.sessionId);
    if (!session || !takesSummary(session)) return false;
    const stored = await countEvents(manager, run);
    if (stored < summary.eventCount) throw new EventsMissingError(run.sessionId, stored, summary.eventCount);
    await deleteOtherRuns(manager, run);
    await saveSummary(manager, run, summary);
    if (session.moment === 'opened') await suggestRootCause(manager, session, summary);
    await saveChanges(manager, session, summary);
    return true;
  }
}

async function saveSummary(manager: EntityManager, run: Run, summary: DebugSummary): Promise<void> {
  const json = (value: unknown): string | null => (value === null ? null : storableJson(value));
  await manager.query(
    `UPDATE debug_sessions
        SET run_id = $2, state = $3, started_at = $4, completed_at = $5, success = $6, error = $7, browser = $8,
            diagnosis = $9, event_count = $10, artifacts = $11, evidence = $12
      WHERE id = $1`,
    [
      run.sessionId,
      run.runId,
      summary.ending,
      summary.startedAt,
      summary.completedAt,
      summary.isSuccess,
      summary.error === null ? null : storableText(summary.error),
      json(summary.browser),
      json(summary.diagnosis),
      summary.eventCount,
      json(summary.artifacts),
      json(summary.evidence),
    ],
  );
}

async function suggestRootCause(manager: EntityManager, session: SessionRow, summary: DebugSummary): Promise<void> {
  if (!summary.diagnosis) return;
  await manager.query('UPDATE downtime_windows SET suggested_root_cause = $2 WHERE id = $1', [
    session.windowId,
    storableText(summary.diagnosis.sentence),
  ]);
}

/** What is different at the end of a downtime, as soon as both of its sessions are there. */
async function saveChanges(manager: EntityManager, session: SessionRow, summary: DebugSummary): Promise<void> {
  const other = summary.ending === 'completed' ? await otherEndOf(manager, session) : null;
  if (other?.state !== 'completed' || !other.evidence) return;
  const isOpening = session.moment === 'opened';
  const changes = isOpening
    ? compareEvidence(summary.evidence, other.evidence)
    : compareEvidence(other.evidence, summary.evidence);
  await manager.query('UPDATE debug_sessions SET changes = $2 WHERE id = $1', [
    isOpening ? other.id : session.id,
    changes.map(storableText),
  ]);
}
