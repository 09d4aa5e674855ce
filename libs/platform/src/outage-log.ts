import { isNativeError } from 'node:util/types';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from './logger.token.js';
import type { Logger } from './logging.js';

/** Something that a service needs and that may be away for a while, such as Postgres. */
export interface Dependency {
  readonly name: string;
  /** Whether an error means that it is away, as opposed to refusing what it was asked. */
  isAwayBy(error: unknown): boolean;
  /** Rejects while it is away. */
  check(): Promise<void>;
}

const CHECK_INTERVAL_MS = 500;

/**
 * Says once that something is away, whoever in the service notices it first, and once that it is back; what fails in
 * between for that reason is only told at debug level. Modules register what they connect to when they start.
 */
@Injectable()
export class OutageLog implements OnModuleDestroy {
  readonly #dependencies: Dependency[] = [];
  readonly #away = new Set<Dependency>();
  #isStopping = false;

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  register(dependency: Dependency): void {
    this.#dependencies.push(dependency);
  }

  onModuleDestroy(): void {
    this.#isStopping = true;
  }

  /** True when the error, or what caused it, is that something is away. Then it is logged, and nobody else needs to. */
  explains(error: unknown): boolean {
    const causes = [...causesOf(error)];
    const dependency = this.#dependencies.find((one) => causes.some((cause) => one.isAwayBy(cause)));
    if (!dependency) return false;
    this.#note(dependency, error);
    return true;
  }

  #note(dependency: Dependency, error: unknown): void {
    const { name } = dependency;
    if (this.#away.has(dependency) || this.#isStopping) {
      this.logger.debug({ err: error }, `${name} is still away`);
      return;
    }
    this.#away.add(dependency);
    this.logger.warn(
      `${name} is away (${messageOf(error)}). Everything that needs it is tried again until it is back.`,
    );
    void this.#watch(dependency, performance.now());
  }

  async #watch(dependency: Dependency, sinceMs: number): Promise<void> {
    do {
      await new Promise((resolve) => setTimeout(resolve, CHECK_INTERVAL_MS).unref());
      if (this.#isStopping) return;
    } while (!(await isThere(dependency)));
    this.#away.delete(dependency);
    const seconds = ((performance.now() - sinceMs) / 1000).toFixed(1);
    this.logger.info(`${dependency.name} is back after ${seconds} s.`);
  }
}

const isThere = (dependency: Dependency): Promise<boolean> =>
  dependency.check().then(
    () => true,
    () => false,
  );

function* causesOf(error: unknown): Generator<unknown> {
  for (let cause = error, depth = 0; cause !== undefined && depth < 5; depth++) {
    yield cause;
    cause = isNativeError(cause) ? cause.cause : undefined;
  }
}

/** The first sentence that says something: an error about several addresses at once has none of its own. */
function messageOf(error: unknown): string {
  for (const cause of causesOf(error)) {
    if (cause instanceof AggregateError && !cause.message) return messageOf(cause.errors[0]);
    if (isNativeError(cause) && cause.message) return cause.message;
  }
  return String(error);
}
