import { Inject, Injectable } from '@nestjs/common';
import { checkRecordedV1, type CheckResult } from '@wakeful/contracts';
import { comesLate } from '@wakeful/domain';
import { MessageBus } from '@wakeful/messaging';
import { writeOutbox } from '@wakeful/persistence';
import { workLag } from '@wakeful/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { LearnGoodChecks } from '../baselines/learn-good-checks.js';
import { AskForSessions } from '../debug-sessions/ask-for-sessions.js';
import { suggestCauses } from '../debug-sessions/suggest-causes.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { markStaleRollups } from '../rollups/stale-rollups.js';
import { removeFromGaps } from '../settling/close-gap.js';
import { storeWindows } from './downtime-window.js';
import { judgeResults } from './judge-results.js';
import { keepOddities } from './keep-oddities.js';
import { judgeLateResults } from './late/judge-late-results.js';
import { onlyJudged } from './late/judged-checks.js';
import { lockRecords, type MonitorRecord, saveRecords } from './monitor-record.js';
import {
  checksDropped,
  checksStored,
  lastStoredAt,
  storeLag,
  transactionSize,
  windowsClosed,
  windowsOpened,
} from './recording-metrics.js';
import { type KeyedResult, storeChecks } from './store-checks.js';
import { StoreSteady } from './store-steady.js';
import { traceStored } from './trace-stored.js';

interface Stored {
  fresh: readonly KeyedResult[];
  messageCount: number;
  onCommitted: () => void;
}

/**
 * Stores results: first those that change nothing, in one statement ({@link StoreSteady}), then all others in ONE transaction: the checks (each identity once), what the state machine makes of them, the
 * downtime windows, the debug sessions that they ask for, and the outbox. Only results that were not there before move
 * the state, so a batch may come again; those that come behind newer ones have their stretch judged again.
 */
@Injectable()
export class RecordResults {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MessageBus) private readonly bus: MessageBus,
    @Inject(OutboxRelay) private readonly relay: OutboxRelay,
    @Inject(AskForSessions) private readonly askForSessions: AskForSessions,
    @Inject(LearnGoodChecks) private readonly learnGoodChecks: LearnGoodChecks,
    @Inject(StoreSteady) private readonly storeSteady: Pick<StoreSteady, 'execute'>,
  ) {}

  /** Resolves when the results are committed. */
  async run(results: readonly CheckResult[]): Promise<void> {
    const beganMs = Date.now();
    const { stored, others } = await this.storeSteady.execute(results);
    this.#tell(stored, beganMs);
    if (others.length === 0) return;
    const { fresh, messageCount, onCommitted } = await this.dataSource.transaction((manager) =>
      this.#record(manager, others),
    );
    onCommitted();
    if (messageCount > 0) this.relay.poke();
    this.#tell(fresh, beganMs);
  }

  #tell(stored: readonly KeyedResult[], beganMs: number): void {
    if (stored.length === 0) return;
    traceStored(stored, beganMs);
    this.#announce(stored);
  }

  async #record(manager: EntityManager, rows: readonly KeyedResult[]): Promise<Stored> {
    const records = await lockRecords(manager, [...new Set(rows.map((row) => row.result.monitorId))]);
    const known = withMonitorKeys(rows, records);
    const fresh = await storeChecks(manager, known);
    checksDropped.inc({ why: 'deleted monitor' }, rows.length - known.length);
    checksDropped.inc({ why: 'repeated' }, known.length - fresh.length);
    await this.#closeGaps(manager, records, fresh);
    await markStaleRollups(manager, fresh);
    const judged = await onlyJudged(manager, fresh);
    const isLate = ({ result, ...place }: KeyedResult): boolean => {
      const record = records.get(result.monitorId);
      return record !== undefined && comesLate(record.memory, place);
    };
    const { late = [], inOrder = [] } = Object.groupBy(judged, (row) => (isLate(row) ? 'late' : 'inOrder'));
    const again = await judgeLateResults(manager, records, late, Date.now());
    const { windows, ...news } = judgeResults(records, inOrder);
    const turns = [...again.turns, ...news.turns];
    const messages = [...again.messages, ...news.messages];
    const touched = new Set(fresh.map((row) => row.result.monitorId));
    await saveRecords(
      manager,
      [...records.values()].filter((record) => touched.has(record.id)),
    );
    await keepOddities(manager, records, inOrder);
    await storeWindows(manager, windows);
    const onCommitted = await this.learnGoodChecks.execute(
      manager,
      inOrder.map(({ result }) => result),
    );
    await suggestCauses(manager, turns);
    const sessions = await this.askForSessions.execute(manager, turns);
    await writeOutbox(manager, [...messages, ...sessions]);
    windowsOpened.inc(turns.filter((turn) => turn.moment === 'opened').length);
    windowsClosed.inc(turns.filter((turn) => turn.moment === 'closed').length);
    return { fresh, messageCount: messages.length + sessions.length, onCommitted };
  }

  /** A result that comes after its slot was settled as a gap takes the gap away. */
  async #closeGaps(
    manager: EntityManager,
    records: ReadonlyMap<string, MonitorRecord>,
    fresh: readonly KeyedResult[],
  ): Promise<void> {
    const late = fresh.filter((row) => row.slotMs < (records.get(row.result.monitorId)?.settledUntilMs ?? 0));
    if (late.length === 0) return;
    await removeFromGaps(
      manager,
      late
        .filter((row) => row.result.status !== 'unknown')
        .map(({ result, slotMs }) => ({
          monitorId: result.monitorId,
          location: result.location,
          slotMs,
        })),
    );
  }

  #announce(fresh: readonly KeyedResult[]): void {
    const nowMs = Date.now();
    const counts = Map.groupBy(fresh, ({ result }) => `${result.status} ${result.reason ?? 'none'}`);
    for (const [key, { length }] of counts) {
      const [status = '', reason = ''] = key.split(' ');
      checksStored.inc({ status, reason }, length);
    }
    for (const { result, startedMs } of fresh) {
      const lagSeconds = Math.max(0, nowMs - startedMs - result.timings.totalUs / 1000) / 1000;
      storeLag.observe(lagSeconds);
      workLag.observe(lagSeconds);
    }
    transactionSize.observe(fresh.length);
    lastStoredAt.set(nowMs / 1000);
    this.bus.send(checkRecordedV1, {
      checks: fresh.map(({ result }) => ({
        monitorId: result.monitorId,
        scheduledAt: result.scheduledAt,
        location: result.location,
        status: result.status,
        totalUs: result.timings.totalUs,
      })),
    });
  }
}

/** Results of monitors that exist, with the monitors' numbers. */
function withMonitorKeys(rows: readonly KeyedResult[], records: ReadonlyMap<string, MonitorRecord>): KeyedResult[] {
  const known: KeyedResult[] = [];
  for (const row of rows) {
    const record = records.get(row.result.monitorId);
    if (record) known.push({ ...row, monitorKey: record.key });
  }
  return known;
}
