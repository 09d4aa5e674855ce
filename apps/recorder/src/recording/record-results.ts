import { Inject, Injectable } from '@nestjs/common';
import { checkRecordedV1, type CheckResult, downtimeClosedV1, downtimeOpenedV1 } from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';
import { workLag } from '@wakeful/platform';
import { traceStored } from './trace-stored.js';
import { DataSource, type EntityManager } from 'typeorm';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { writeOutbox } from '../outbox/outbox.js';
import { markStaleRollups } from '../rollups/stale-rollups.js';
import { removeFromGaps } from '../settling/close-gap.js';
import { DayPartitions } from './day-partitions.js';
import { saveWindows } from './downtime-window.js';
import { insertChecks, type KeyedResult } from './insert-checks.js';
import { judgeResults } from './judge-results.js';
import { Locations } from './locations.js';
import { lockMonitors, type MonitorRecord, saveMonitors } from './monitor-record.js';
import {
  checksDropped,
  checksStored,
  lastStoredAt,
  storeLag,
  transactionSize,
  windowsClosed,
  windowsOpened,
} from './recording-metrics.js';

interface Stored {
  fresh: readonly KeyedResult[];
  messageCount: number;
}

/**
 * Stores results in ONE transaction: the checks (each identity once), what the state machine makes of them, the
 * downtime windows, and the outbox. Only results that were not there before move the state, so a batch may come again.
 */
@Injectable()
export class RecordResults {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MessageBus) private readonly bus: MessageBus,
    @Inject(OutboxRelay) private readonly relay: OutboxRelay,
    @Inject(Locations) private readonly locations: Locations,
    @Inject(DayPartitions) private readonly dayPartitions: DayPartitions,
  ) {}

  /** Resolves when the results are committed. */
  async run(results: readonly CheckResult[]): Promise<void> {
    const beganMs = Date.now();
    const storable = await this.#storable(results);
    if (storable.length === 0) return;
    const { fresh, messageCount } = await this.dataSource.transaction((manager) => this.#record(manager, storable));
    if (messageCount > 0) this.relay.poke();
    traceStored(fresh, beganMs);
    this.#announce(fresh);
  }

  /** Leaves out what lies outside the time that is kept, and looks up the numbers of the locations. */
  async #storable(results: readonly CheckResult[]): Promise<KeyedResult[]> {
    const rows: KeyedResult[] = [];
    for (const result of results) {
      const slotMs = Date.parse(result.scheduledAt);
      if (!(await this.dayPartitions.accepts(slotMs))) {
        checksDropped.inc({ why: 'outside the retention' });
        continue;
      }
      const locationId = await this.locations.idOf(result.location);
      rows.push({ result, monitorKey: 0, locationId, slotMs, startedMs: Date.parse(result.startedAt) });
    }
    return rows;
  }

  async #record(manager: EntityManager, rows: readonly KeyedResult[]): Promise<Stored> {
    const records = await lockMonitors(manager, [...new Set(rows.map((row) => row.result.monitorId))]);
    const known = withMonitorKeys(rows, records);
    const fresh = await insertChecks(manager, known);
    checksDropped.inc({ why: 'deleted monitor' }, rows.length - known.length);
    checksDropped.inc({ why: 'repeated' }, known.length - fresh.length);
    await this.#closeGaps(manager, records, fresh);
    await markStaleRollups(manager, fresh);
    const { windows, messages } = judgeResults(records, fresh);
    const touched = new Set(fresh.map((row) => row.result.monitorId));
    await saveMonitors(
      manager,
      [...records.values()].filter((record) => touched.has(record.id)),
    );
    await saveWindows(manager, windows);
    await writeOutbox(manager, messages);
    windowsOpened.inc(messages.filter((one) => one.message === downtimeOpenedV1.name).length);
    windowsClosed.inc(messages.filter((one) => one.message === downtimeClosedV1.name).length);
    return { fresh, messageCount: messages.length };
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
    for (const { result, startedMs } of fresh) {
      checksStored.inc({ status: result.status, reason: result.reason ?? 'none' });
      const lagSeconds = Math.max(0, nowMs - startedMs - result.timings.totalUs / 1000) / 1000;
      storeLag.observe(lagSeconds);
      workLag.observe(lagSeconds);
    }
    transactionSize.observe(fresh.length);
    lastStoredAt.set(nowMs / 1000);
    if (fresh.length === 0) return;
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
