import type { Provider } from '@nestjs/common';
import { rowsOf, storingAsWanted } from '@wakeful/persistence';
import { LOGGER, type Logger, periodicJob } from '@wakeful/platform';
import { Counter } from 'prom-client';
import { DataSource } from 'typeorm';

const TIMEOUT_MS = 10_000;

export const heartbeats = new Counter({
  name: 'wakeful_heartbeats_total',
  help: 'Heartbeats to HEARTBEAT_URL: sent, failed, or withheld because no checks are stored.',
  labelNames: ['outcome'],
});

type Outcome = 'sent' | 'failed' | 'withheld';

/** Asks Postgres, so that several recorders say the same. With nothing to watch nothing is stored. */
export async function isStoring(dataSource: DataSource): Promise<boolean> {
  const [row] = await rowsOf(dataSource, storingAsWanted);
  return row?.isStoring ?? false;
}

/** A dead man's switch: an external service is notified every minute while checks are being stored, and raises the alarm when not. */
export class Heartbeat {
  #last: Outcome = 'sent';

  /** @param url often a secret in itself: it is not logged */
  constructor(
    private readonly url: string,
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  async beat(signal: AbortSignal): Promise<void> {
    if (!(await isStoring(this.dataSource))) {
      this.#note('withheld', 'no checks are stored');
      return;
    }
    try {
      const timeout = AbortSignal.timeout(this.timeoutMs);
      const response = await fetch(this.url, { method: 'POST', signal: AbortSignal.any([signal, timeout]) });
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

/** Nothing at all without an address to send to. */
export const heartbeatProviders = (url: string | undefined): Provider[] =>
  url === undefined || url === ''
    ? []
    : [
        {
          provide: Heartbeat,
          inject: [DataSource, LOGGER],
          useFactory: (dataSource: DataSource, logger: Logger) => new Heartbeat(url, dataSource, logger),
        },
        periodicJob({
          name: 'heartbeat',
          intervalMs: 60_000,
          needs: [Heartbeat],
          run: ({ signal }, heartbeat) => heartbeat.beat(signal),
        }),
      ];
