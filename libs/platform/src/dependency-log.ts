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
 * For how long something must answer, and nothing fail for its sake, before it counts as back: longer than the pauses
 * after which services try again, so that what answers but cannot do its work, as Postgres on a full disk, is away.
 */
const QUIET_MS = 6_000;
/** What goes away again within this time of its return has to be quiet for twice as long. */
const SOON_MS = 60_000;
const MAX_QUIET_MS = 60_000;

interface Outage {
  readonly sinceMs: number;
  /** How long it must be quiet before it is over. */
  readonly quietMs: number;
  /** Since when there was no sign of the outage; null: there was one at the last look. */
  thereSinceMs: number | null;
}

/**
 * Says once that something is away, whoever in the service notices it first, and once that it is back; what fails in
 * between for that reason is only told at debug level. It is back when it answers and nothing failed for its sake for a while. Modules register what they connect to when they start.
 */
@Injectable()
export class DependencyLog implements OnModuleDestroy {
  readonly #dependencies: Dependency[] = [];
  readonly #away = new Map<Dependency, Outage>();
  readonly #last = new Map<Dependency, { endedMs: number; quietMs: number }>();
  #isStopping = false;

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  register(dependency: Dependency): void {
    this.#dependencies.push(dependency);
  }

  onModuleDestroy(): void {
    this.#isStopping = true;
  }

  /**
   * True when the error, or what caused it, is that something is away. Then it is logged, and callers need not log it.
   */
  explains(error: unknown): boolean {
    const causes = [...causesOf(error)];
    const dependency = this.#dependencies.find((one) => causes.some((cause) => one.isAwayBy(cause)));
    if (!dependency) return false;
    this.#note(dependency, error);
    return true;
  }

  #note(dependency: Dependency, error: unknown): void {
    const { name } = dependency;
    const outage = this.#away.get(dependency);
    if (outage || this.#isStopping) {
      if (outage) outage.thereSinceMs = null;
      this.logger.debug({ err: error }, `${name} is still away`);
      return;
    }
    const begun: Outage = { sinceMs: performance.now(), quietMs: this.#quietMsOf(dependency), thereSinceMs: null };
    this.#away.set(dependency, begun);
    this.logger.warn(
      `${name} is away (${messageOf(error)}). Everything that needs it is tried again until it is back.`,
    );
    void this.#watch(dependency, begun);
  }

  #quietMsOf(dependency: Dependency): number {
    const last = this.#last.get(dependency);
    if (!last || performance.now() - last.endedMs > SOON_MS) return QUIET_MS;
    return Math.min(2 * last.quietMs, MAX_QUIET_MS);
  }

  async #watch(dependency: Dependency, outage: Outage): Promise<void> {
    const { sinceMs, quietMs } = outage;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, CHECK_INTERVAL_MS).unref());
      if (this.#isStopping) return;
      const isHere = await isThere(dependency);
      if (!isHere) outage.thereSinceMs = null;
      else outage.thereSinceMs ??= performance.now();
      if (outage.thereSinceMs !== null && performance.now() - outage.thereSinceMs >= quietMs) break;
    }
    const seconds = (((outage.thereSinceMs ?? sinceMs) - sinceMs) / 1000).toFixed(1);
    this.#away.delete(dependency);
    this.#last.set(dependency, { endedMs: performance.now(), quietMs });
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
