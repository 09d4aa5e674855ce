import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger, LOGGER, OutageLog, PeriodicJob } from '@wakeful/platform';
import { Counter } from 'prom-client';
import { DataSource } from 'typeorm';
import { isStoring } from './is-storing.js';

export interface HeartbeatOptions {
  /** Often a secret in itself: it is not logged. */
  readonly url: string;
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
}
export const HEARTBEAT_OPTIONS = Symbol('HEARTBEAT_OPTIONS');

const INTERVAL_MS = 60_000;
const TIMEOUT_MS = 10_000;

export const heartbeats = new Counter({
  name: 'wakeful_heartbeats_total',
  help: 'Heartbeats to HEARTBEAT_URL: sent, failed, or withheld because no checks are stored.',
  labelNames: ['outcome'],
});

type Outcome = 'sent' | 'failed' | 'withheld';

/**
 * A dead man's switch: an external service is notified every minute that checks are being stored, and raises the alarm
 * when not.
 */
@Injectable()
export class HeartbeatJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;
  #last: Outcome = 'sent';

  constructor(
    @Inject(HEARTBEAT_OPTIONS) private readonly options: HeartbeatOptions,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    this.#job = new PeriodicJob({
      name: 'heartbeat',
      intervalMs: options.intervalMs ?? INTERVAL_MS,
      run: (signal) => this.#beat(signal),
      logger,
      outages,
    });
  }

  onApplicationBootstrap(): void {
    this.#job.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#job.stop();
  }

  async #beat(signal: AbortSignal): Promise<void> {
    if (!(await isStoring(this.dataSource))) {
      this.#note('withheld', 'no checks are stored');
      return;
    }
    try {
      const timeout = AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS);
      const response = await fetch(this.options.url, { method: 'POST', signal: AbortSignal.any([signal, timeout]) });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      this.#note('sent', 'checks are stored');
    } catch (error) {
      if (!signal.aborted) this.#note('failed', reasonOf(error));
    }
  }

  /** One line when it changes; the rest is a metric. */
  #note(outcome: Outcome, why: string): void {
    heartbeats.inc({ outcome });
    if (outcome === this.#last) return;
    this.#last = outcome;
    if (outcome === 'sent') this.logger.info('the heartbeat has resumed');
    else this.logger.warn({ outcome, why }, 'the heartbeat to HEARTBEAT_URL stops until this is over');
  }
}

/** The innermost reason, as fetch hides it; never the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error) return reasonOf(error.cause);
  if (error instanceof DOMException) return error.name;
  const code = (error as NodeJS.ErrnoException).code;
  return code ?? error.message;
}
