import type { DependencyLog } from './dependency-log.js';
import type { Logger } from './logging.js';

export interface PeriodicJobOptions {
  /** What it does, for the log: "settling of gaps". */
  readonly name: string;
  /** From the end of one run to the start of the next. */
  readonly intervalMs: number;
  /** One run. It ends soon after the signal is aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly logger: Logger;
  readonly dependencies: Pick<DependencyLog, 'explains'>;
}

/** Runs something at once and then again and again, never twice at a time. A run that fails is logged, and that is all. */
export class PeriodicJob {
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> = Promise.resolve();

  constructor(private readonly options: PeriodicJobOptions) {}

  start(): void {
    this.#underWay = this.#runOnce();
  }

  /** Starts, and resolves when the first run has ended, well or not. */
  async runFirst(): Promise<void> {
    this.start();
    await this.#underWay;
  }

  /** Resolves when the run under way has ended; there is none after it. */
  async stop(): Promise<void> {
    this.#abort.abort();
    clearTimeout(this.#timer);
    await this.#underWay;
  }

  async #runOnce(): Promise<void> {
    const { name, run, logger, dependencies, intervalMs } = this.options;
    try {
      await run(this.#abort.signal);
    } catch (error) {
      if (!dependencies.explains(error)) {
        const message = error instanceof Error ? error.message : String(error);
        logger.error({ job: name }, `${name} failed and will be tried again: ${message}`);
      }
    }
    if (this.#abort.signal.aborted) return;
    this.#timer = setTimeout(() => this.start(), intervalMs).unref();
  }
}
