import type { CheckResult } from '@wakeful/contracts';
import type { Consequence, JudgingPolicy, MonitorMemory } from '@wakeful/domain';
import type { OutboxMessage } from '@wakeful/persistence';
import type { WindowTurn } from '../downtime-window.js';
import { messagesOf } from '../judge-results.js';
import type { MonitorRecord } from '../monitor-record.js';
import type { Correction } from './correct-windows.js';

/** The effects of judging again in addition to changed records and corrected windows. */
export interface LateNews {
  turns: WindowTurn[];
  messages: OutboxMessage[];
}

/**
 * Of a correction only what has not been reported yet: that a window opened, and that one that was open has ended. Of
 * one that ended with a pause nothing: whoever paused the monitor knows that, and it did not recover.
 */
function consequencesOf(correction: Correction, lastGoodMs: number | null): Consequence[] {
  const { type } = correction;
  const end = (startedMs: number, endedMs: number, { affectedChecks }: { affectedChecks: number }): Consequence => ({
    type: 'window-closed',
    startedMs,
    endedMs,
    lastGoodMs,
    affectedChecks: Math.max(1, affectedChecks),
  });
  if (type === 'withdrawn') {
    const { startedMs, endedMs } = correction.known;
    return endedMs === null ? [end(startedMs, Math.max(startedMs + 1, lastGoodMs ?? 0), correction.known)] : [];
  }
  const { startedMs, endedMs, endedBy, lastGoodMs: goodBeforeMs } = correction.window;
  if (endedBy === 'pause') return [];
  const opened: Consequence = { type: 'window-opened', startedMs, lastGoodMs: goodBeforeMs };
  const closed = endedMs === null ? [] : [end(startedMs, endedMs, correction.window)];
  if (type !== 'changed') return [opened, ...closed];
  return correction.known.endedMs === null ? closed : [];
}

/**
 * The reportable parts of corrections. A browser visits only what opens or ends now: the past cannot be looked at.
 * @param record as it was before
 * @param newest the newest of the results that came late
 */
export function newsOfCorrections(
  record: MonitorRecord,
  corrections: readonly Correction[],
  newest: CheckResult,
): LateNews {
  const news: LateNews = { turns: [], messages: [] };
  for (const one of corrections) {
    const subject = { ...record, windowId: one.id, firstFailure: one.evidence ?? record.firstFailure };
    const consequences = consequencesOf(one, record.memory.lastGoodMs);
    news.messages.push(...consequences.flatMap((consequence) => messagesOf(subject, newest, consequence)));
    const [turn] = consequences;
    if (consequences.length !== 1 || !turn || one.type === 'withdrawn') continue;
    const moment = turn.type === 'window-opened' ? 'opened' : 'closed';
    news.turns.push({ windowId: one.id, monitorId: record.id, moment });
  }
  return news;
}

/** Whether a re-check is under way, by what is remembered. */
const isConfirming = (memory: MonitorMemory, { confirmations }: JudgingPolicy): boolean =>
  memory.isWindowOpen ? memory.successes > 0 : memory.failures > 0 && memory.failures <= confirmations;

/** What follows when one memory takes the place of another. */
export function changesOf(
  before: MonitorMemory,
  after: MonitorMemory,
  policy: JudgingPolicy,
  nowMs: number,
): Consequence[] {
  const changes: Consequence[] = [];
  if (after.state !== before.state) {
    changes.push({ type: 'status-changed', from: before.state, to: after.state, atMs: after.sinceMs });
  }
  if (isConfirming(after, policy) && !isConfirming(before, policy)) {
    changes.push({ type: 'confirm', atMs: nowMs + policy.confirmationIntervalMs });
  }
  const slotMs = after.lastSlotMs;
  if (slotMs !== null && after.isCircuitOpen !== before.isCircuitOpen) {
    changes.push({ type: after.isCircuitOpen ? 'circuit-opened' : 'circuit-closed', slotMs });
  }
  return changes;
}
