import { Inject, Injectable } from '@nestjs/common';
import { DependencyLog } from './dependency-log.js';
import { LOGGER } from './logger.token.js';
import type { Logger } from './logging.js';

/** Metrics that are read at scrape time, such as the length of a queue. */
export interface FigureSource {
  readonly name: string;
  /** Sets the metrics. */
  read(): Promise<void>;
  /** They are no longer known: an old figure must not look current. */
  forget(): void;
}

/** Several scrapers, or one that is in a hurry, cost no more than one. */
const MAX_AGE_MS = 5_000;
/** A scrape must answer although Postgres or NATS does not. */
const READ_TIMEOUT_MS = 2_000;

/** Reads all sources before each scrape, and never fails: `/metrics` is most needed when something is broken. */
@Injectable()
export class ScrapedFigures {
  readonly #sources: FigureSource[] = [];
  #underWay: Promise<void> | null = null;
  #readAtMs = -Infinity;

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DependencyLog) private readonly dependencies: DependencyLog,
  ) {}

  register(source: FigureSource): void {
    this.#sources.push(source);
  }

  /** Resolves when every figure is fresh, or known not to be known. */
  async refresh(nowMs = performance.now()): Promise<void> {
    if (nowMs - this.#readAtMs < MAX_AGE_MS) return;
    this.#underWay ??= Promise.all(this.#sources.map((source) => this.#read(source))).then(() => {
      this.#readAtMs = performance.now();
      this.#underWay = null;
    });
    await this.#underWay;
  }

  async #read(source: FigureSource): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${READ_TIMEOUT_MS} ms`)), READ_TIMEOUT_MS);
    });
    try {
      await Promise.race([source.read(), late]);
    } catch (error) {
      source.forget();
      if (!this.dependencies.explains(error)) {
        this.logger.debug({ err: error, figures: source.name }, 'metrics are not known at the moment');
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
