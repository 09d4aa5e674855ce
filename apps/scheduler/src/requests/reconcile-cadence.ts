import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { startSchedule, triggerCodes } from '@wakeful/persistence';
import { LOGGER, type Logger, OutageLog } from '@wakeful/platform';
import { DataSource } from 'typeorm';

const INTERVAL_MS = 60_000;
/** A request to resume that is under way arrives long before that. */
const MIN_AGE_MS = 60_000;
/** Each is checked at once: not too many together. */
const BATCH_SIZE = 500;

interface Stuck {
  monitorId: string;
  intervalMs: number;
  locations: string[];
}

/**
 * Locks the rows by which the schedulers would be in each other's way; who comes second skips them, or finds the schedule
 * as the first one left it.
 */
const LOCK_STUCK = `
  SELECT m.id AS "monitorId", m.interval_seconds * 1000 AS "intervalMs", m.locations
    FROM monitor_schedule s
    JOIN monitors m ON m.id = s.monitor_id
    JOIN monitor_state st ON st.monitor_id = s.monitor_id
    JOIN schedule_periods p ON p.monitor_id = s.monitor_id AND p.until_at IS NULL
   WHERE s.trigger = ${triggerCodes.toCode.schedule} AND s.interval_ms <> m.interval_seconds * 1000
     AND m.enabled AND NOT st.is_circuit_open AND p.from_at < $1
   LIMIT ${BATCH_SIZE}
     FOR NO KEY UPDATE OF m, s SKIP LOCKED`;

/**
 * Once a minute: monitors that are checked at a cool-down's pace although their circuit breaker is closed, because NATS
 * lost the request to resume, go back to their own interval.
 */
@Injectable()
export class ReconcileCadence implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(OutageLog) private readonly outages: OutageLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#underWay = this.#underWay.then(() => this.#runSafely());
    }, INTERVAL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#underWay;
  }

  /** Returns how many monitors it helped. The new schedule's first slot is now, as no other slot is known to have run. */
  async run(nowMs = Date.now()): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const stuck = await manager.query<Stuck[]>(LOCK_STUCK, [new Date(nowMs - MIN_AGE_MS)]);
      for (const monitor of stuck) await startSchedule(manager, { ...monitor, fromMs: nowMs });
      return stuck.length;
    });
  }

  async #runSafely(): Promise<void> {
    try {
      const monitors = await this.run();
      if (monitors > 0)
        this.logger.info({ monitors }, 'Monitors that missed the end of their cool-down are back on pace.');
    } catch (error) {
      if (this.outages.explains(error)) return;
      this.logger.error({ err: error }, 'cannot look for monitors that are stuck at a cool-down, trying again');
    }
  }
}
