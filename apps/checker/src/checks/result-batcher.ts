import { Inject, Injectable } from '@nestjs/common';
import { checkCompletedV1, type CheckResult, MAX_RESULTS_PER_BATCH } from '@wakeful/contracts';
import { InvalidMessageError, MessageBus } from '@wakeful/messaging';
import { LOGGER, type Logger, OutageLog } from '@wakeful/platform';
import { resultBatchSize } from './checker-metrics.js';
import { reduceResult } from './reduce-result.js';

/** Each message costs system calls in three processes. */
const MAX_BATCH_AGE_MS = 50;
/** About half a minute: results outlive a restart of the NATS server. */
const PUBLISH_RETRY_DELAYS_MS = [200, 500, 1_000, 2_000, 4_000, 8_000, 8_000] as const;

interface Waiting {
  result: CheckResult;
  resolve: () => void;
  reject: (error: unknown) => void;
  /** It is what was left of a result that did not fit the contract. */
  isReduced?: boolean;
}

/** Publishes results in batches, by number or by age, whichever comes first. */
@Injectable()
export class ResultBatcher {
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(MessageBus) private readonly bus: MessageBus,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(OutageLog) private readonly outages: OutageLog,
  ) {}

  /** Resolves when the stream has acknowledged the batch that holds this result. */
  publish(result: CheckResult): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ result, resolve, reject });
      if (this.#waiting.length >= MAX_RESULTS_PER_BATCH) this.#flush();
      else this.#timer ??= setTimeout(() => this.#flush(), MAX_BATCH_AGE_MS);
    });
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#waiting;
    this.#waiting = [];
    resultBatchSize.observe(batch.length);
    void this.#publishBatch(batch);
  }

  async #publishBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#publishWithRetry(batch.map((one) => one.result));
      for (const one of batch) one.resolve();
    } catch (error) {
      const [only] = batch;
      if (!(error instanceof InvalidMessageError) || (batch.length === 1 && only?.isReduced)) {
        for (const one of batch) one.reject(error);
        return;
      }
      if (only && batch.length === 1) {
        const { monitorId, scheduledAt } = only.result;
        this.logger.error({ err: error, monitorId, scheduledAt }, 'a result does not fit its contract: it is cut down');
        return this.#publishBatch([{ ...only, result: reduceResult(only.result), isReduced: true }]);
      }
      // One of them does not fit the contract; alone each shows which, and the others go through.
      await Promise.all(batch.map((one) => this.#publishBatch([one])));
    }
  }

  async #publishWithRetry(results: CheckResult[]): Promise<void> {
    for (const delayMs of PUBLISH_RETRY_DELAYS_MS) {
      try {
        await this.bus.publish(checkCompletedV1, { results });
        return;
      } catch (error) {
        if (error instanceof InvalidMessageError) throw error;
        if (!this.outages.explains(error)) {
          this.logger.warn({ err: error, results: results.length }, 'cannot publish results, trying again');
        }
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    }
    await this.bus.publish(checkCompletedV1, { results });
  }
}
