import type { Socket } from 'node:net';

/** RFC 8305, section 5: an address has so much time to itself before the next one is tried next to it. */
const CONNECTION_ATTEMPT_DELAY_MS = 250;

/** One address that is tried: under way while `error` is null and nothing has been won. */
export interface Attempt {
  readonly address: string;
  readonly startedMs: number;
  error: Error | null;
}

/** None of the addresses took the connection; each attempt holds its error. */
export class NoAddressConnected extends Error {
  override readonly name = 'NoAddressConnected';
  constructor(readonly attempts: readonly Attempt[]) {
    super('No address took the connection');
  }
}

/**
 * Connects to one address after the other until one takes the connection: the next one at once when the last one
 * failed, and next to it when {@link CONNECTION_ATTEMPT_DELAY_MS} have passed. Sockets of addresses that lost are closed.
 */
export class AddressRace {
  readonly attempts: Attempt[] = [];
  winner: Attempt | null = null;
  readonly #sockets = new Map<Attempt, Socket>();
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** @param open begins to connect; what it throws counts as the address's failure */
  constructor(
    private readonly addresses: readonly string[],
    private readonly open: (address: string) => Socket,
  ) {}

  /** The addresses to which a connection is under way. */
  get pending(): string[] {
    return [...this.#sockets.keys()].map(({ address }) => address);
  }

  /**
   * `resolve` gets the socket without any listener of the race, and must take care of its errors before it returns;
   * `reject` gets a {@link NoAddressConnected}.
   */
  start(resolve: (socket: Socket) => void, reject: (error: Error) => void): void {
    const next = (): void => {
      clearTimeout(this.#timer);
      const address = this.addresses[this.attempts.length];
      if (address === undefined) {
        if (this.#sockets.size === 0) reject(new NoAddressConnected(this.attempts));
        return;
      }
      const attempt: Attempt = { address, startedMs: performance.now(), error: null };
      this.attempts.push(attempt);
      this.#try(attempt, resolve, next);
    };
    next();
  }

  #try(attempt: Attempt, resolve: (socket: Socket) => void, next: () => void): void {
    const failed = (error: Error): void => {
      if (this.#isOver) return;
      attempt.error = error;
      this.#sockets.get(attempt)?.destroy();
      this.#sockets.delete(attempt);
      next();
    };
    let socket: Socket;
    try {
      socket = this.open(attempt.address);
    } catch (error) {
      return failed(error as Error);
    }
    this.#sockets.set(attempt, socket);
    if (this.attempts.length < this.addresses.length) this.#timer = setTimeout(next, CONNECTION_ATTEMPT_DELAY_MS);
    socket.on('error', failed);
    socket.once('connect', () => {
      if (this.#isOver) return;
      this.#sockets.delete(attempt);
      this.winner = attempt;
      this.destroy();
      socket.off('error', failed);
      resolve(socket);
    });
  }

  /** Ends the race: whatever is still under way is closed. */
  destroy(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#sockets.clear();
  }
}
