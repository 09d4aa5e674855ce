import { Inject, Injectable } from '@nestjs/common';
import type { CheckResult } from '@wakeful/contracts';
import { comparePlaces } from '@wakeful/domain';
import {
  isRetryable,
  isUniqueViolation,
  reasonCodes,
  rowsOf,
  stateCodes,
  statusCodes,
  storeSteady,
  triggerCodes,
} from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { LearnGoodChecks } from '../baselines/learn-good-checks.js';
import { isHourClosed } from '../rollups/stale-rollups.js';
import { AdmitResults } from './admit-results.js';
import { steadyMissed, steadyStored } from './recording-metrics.js';
import type { KeyedResult } from './store-checks.js';

/** Results within the time that is kept. */
export interface SteadyResults {
  readonly stored: readonly KeyedResult[];
  readonly others: readonly KeyedResult[];
}

/**
 * Stores what most results are: one more good check of a monitor that was good. One statement in a transaction of its own, without
 * reading or locking beforehand, as what it changes follows from the result alone. Whether a monitor is in that
 * state is a condition of the statement, so that any number of recorders may do this.
 */
@Injectable()
export class StoreSteady {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AdmitResults) private readonly admitResults: AdmitResults,
    @Inject(LearnGoodChecks) private readonly learnGoodChecks: Pick<LearnGoodChecks, 'isKnown'>,
  ) {}

  /** Resolves when what it could store is committed; the others have to be judged. */
  async execute(results: readonly CheckResult[], nowMs = Date.now()): Promise<SteadyResults> {
    const rows = await this.admitResults.execute(results);
    const stored = new Set<KeyedResult>();
    let round = firstsOf(rows);
    while (round.length > 0) {
      const steady = round.filter((turn) => this.#mayBeSteady(turn.rows[turn.at], nowMs));
      const done = await this.#store(steady.flatMap(({ rows: own, at }) => own[at] ?? []));
      for (const row of done) stored.add(row);
      // What comes behind one that has to be judged has to be judged after it.
      round = steady.flatMap(({ rows: own, at }) => {
        const row = own[at];
        return row && done.has(row) && at + 1 < own.length ? [{ rows: own, at: at + 1 }] : [];
      });
    }
    return { stored: [...stored], others: rows.filter((row) => !stored.has(row)) };
  }

  #mayBeSteady(row: KeyedResult | undefined, nowMs: number): boolean {
    if (!row) return false;
    const { result, slotMs } = row;
    return (
      (result.status === 'up' || result.status === 'degraded') &&
      result.trigger !== 'manual' &&
      !result.facts.oddities?.length &&
      !isHourClosed(slotMs, nowMs) &&
      this.learnGoodChecks.isKnown(result)
    );
  }

  async #store(rows: readonly KeyedResult[]): Promise<Set<KeyedResult>> {
    if (rows.length === 0) return new Set();
    const results = rows.map(({ result, slotMs, startedMs, locationId }) => ({
      ...result.timings,
      monitorId: result.monitorId,
      slotMs,
      startedMs,
      locationId,
      delayMs: startedMs - slotMs,
      httpStatus: result.httpStatus ?? 0,
      status: statusCodes.toCode[result.status],
      state: stateCodes.toCode[result.status],
      reason: reasonCodes.toCode[result.reason ?? 'none'],
      trigger: triggerCodes.toCode[result.trigger],
      detail: result.detail,
      certificateExpiresMs: result.facts.certificate ? Date.parse(result.facts.certificate.expiresAt) : null,
    }));
    const done = await rowsOf(this.dataSource, storeSteady, { results }).catch((error: unknown) => {
      // One was stored before without being judged, or two recorders locked the same monitors in different orders.
      if (isUniqueViolation(error) || isRetryable(error)) return [];
      throw error;
    });
    steadyStored.inc(done.length);
    steadyMissed.inc(rows.length - done.length);
    return new Set(done.flatMap(({ position }) => rows[position - 1] ?? []));
  }
}

/** The results of one monitor, in the order in which they are judged, and the one whose turn it is. */
interface Turn {
  readonly rows: readonly KeyedResult[];
  readonly at: number;
}

/** In the order of the monitors' ids, in which all who lock several of them do it. */
function firstsOf(rows: readonly KeyedResult[]): Turn[] {
  const byMonitor = new Map<string, KeyedResult[]>();
  for (const row of rows) {
    const own = byMonitor.get(row.result.monitorId);
    if (own) own.push(row);
    else byMonitor.set(row.result.monitorId, [row]);
  }
  return [...byMonitor]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, own]) => ({ rows: own.toSorted(comparePlaces), at: 0 }));
}
