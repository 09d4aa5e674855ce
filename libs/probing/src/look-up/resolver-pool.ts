import { type promises as dns, promises } from 'node:dns';

export type Resolver = InstanceType<typeof dns.Resolver>;

/** Look-ups that may be under way at the same time: each holds a socket. */
const MAX_LOOK_UPS = 1_024;
/** After so long without an answer c-ares asks the next name server, and after each round it waits twice as long. */
const ATTEMPT_TIMEOUT_MS = 1_000;
const ATTEMPTS = 4;
const MAX_IDLE = 64;

/** How many look-ups there are and were, for a metric. */
export interface LookUpFigures {
  active: number;
  waiting: number;
  begunTotal: number;
  /** Given up before they could begin. */
  neverBegunTotal: number;
}

export interface Wanted {
  /** Name servers to ask; none: the system's. */
  servers: readonly string[];
  /** Of the system's configuration, which a resolver reads when it is made. */
  generation: number;
  signal: AbortSignal | undefined;
  /** Told when all resolvers are lent. */
  onWait: (() => void) | undefined;
}

/**
 * Resolvers of c-ares, each lent to one look-up at a time, so that a look-up can be cancelled without the others. They
 * work on the event loop: one that waits for a dead name server holds a socket, but no thread. Whoever comes when all are
 * lent waits in line.
 */
export class ResolverPool {
  readonly figures: LookUpFigures = { active: 0, waiting: 0, begunTotal: 0, neverBegunTotal: 0 };
  readonly #idle = new Map<string, Resolver[]>();
  readonly #line = new Set<() => void>();
  #idleCount = 0;

  constructor(private readonly maxLookUps = MAX_LOOK_UPS) {}

  /**
   * Lends a resolver. Aborting the signal cancels what it asks (ECANCELLED), or gives up the place in the line (the
   * signal's reason).
   */
  async lend<T>(wanted: Wanted, use: (resolver: Resolver) => Promise<T>): Promise<T> {
    const { servers, generation, signal } = wanted;
    await this.#begin(wanted);
    const key = servers.length > 0 ? servers.join() : `system ${generation}`;
    const resolver = this.#take(key) ?? makeResolver(servers);
    const cancel = (): void => resolver.cancel();
    signal?.addEventListener('abort', cancel);
    try {
      return await use(resolver);
    } finally {
      signal?.removeEventListener('abort', cancel);
      // What was not waited for must not reach the next one that borrows it.
      resolver.cancel();
      this.#giveBack(key, resolver);
      this.#end();
    }
  }

  async #begin({ signal, onWait }: Wanted): Promise<void> {
    signal?.throwIfAborted();
    if (this.figures.active < this.maxLookUps) this.figures.active += 1;
    else {
      onWait?.();
      await this.#waitInLine(signal);
    }
    this.figures.begunTotal += 1;
  }

  #waitInLine(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(proceed);
        signal?.removeEventListener('abort', giveUp);
        this.figures.waiting = this.#line.size;
      };
      const proceed = (): void => {
        leave();
        resolve();
      };
      const giveUp = (): void => {
        leave();
        this.figures.neverBegunTotal += 1;
        reject(signal?.reason as Error);
      };
      this.#line.add(proceed);
      this.figures.waiting = this.#line.size;
      signal?.addEventListener('abort', giveUp);
    });
  }

  #end(): void {
    const [next] = this.#line;
    // The place goes to the first in line, so that no one who comes in between takes it.
    if (next) next();
    else this.figures.active -= 1;
  }

  #take(key: string): Resolver | undefined {
    const resolver = this.#idle.get(key)?.pop();
    if (resolver) this.#idleCount -= 1;
    return resolver;
  }

  #giveBack(key: string, resolver: Resolver): void {
    if (this.#idleCount >= MAX_IDLE) {
      this.#idle.clear();
      this.#idleCount = 0;
    }
    const idle = this.#idle.get(key);
    if (idle) idle.push(resolver);
    else this.#idle.set(key, [resolver]);
    this.#idleCount += 1;
  }
}

function makeResolver(servers: readonly string[]): Resolver {
  const resolver = new promises.Resolver({ timeout: ATTEMPT_TIMEOUT_MS, tries: ATTEMPTS });
  if (servers.length > 0) resolver.setServers(servers);
  return resolver;
}
