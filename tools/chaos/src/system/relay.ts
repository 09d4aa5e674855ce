import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** `open`: passes everything on, after `delayMs`. `cut`: ends connections and takes none. `silent`: takes them and passes nothing on. */
export type RelayState = 'open' | 'cut' | 'silent';

/** A wire to a server that can be cut, silenced and made slow, without any right over the network. */
export class Relay {
  readonly #server: Server;
  readonly #wires = new Set<Wire>();
  #state: RelayState = 'open';
  delayMs = 0;

  private constructor(private readonly target: { host: string; port: number }) {
    this.#server = createServer((socket) => this.#connect(socket));
  }

  static async start(target: { host: string; port: number }): Promise<Relay> {
    const relay = new Relay(target);
    await new Promise<void>((resolve, reject) => {
      relay.#server.once('error', reject);
      relay.#server.listen(0, '127.0.0.1', resolve);
    });
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get state(): RelayState {
    return this.#state;
  }

  set state(state: RelayState) {
    this.#state = state;
    if (state === 'cut') for (const wire of this.#wires) wire.end();
    else for (const wire of this.#wires) wire.flush();
  }

  async close(): Promise<void> {
    this.state = 'cut';
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #connect(socket: Socket): void {
    if (this.#state === 'cut') {
      socket.resetAndDestroy();
      return;
    }
    const wire = new Wire(socket, connect(this.target), this);
    this.#wires.add(wire);
    wire.whenEnded(() => this.#wires.delete(wire));
  }
}

/** How much waits on a wire before its sender is held back. */
const MAX_WAITING_BYTES = 4 * 2 ** 20;

interface Parcel {
  readonly bytes: Buffer;
  readonly to: Socket;
  readonly dueMs: number;
}

class Wire {
  #waiting: Parcel[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #isEnded = false;
  #onEnd: () => void = () => undefined;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly relay: Relay,
  ) {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (bytes) => this.#take({ bytes, to, dueMs: performance.now() + relay.delayMs }));
      from.on('error', () => this.end());
      from.on('close', () => this.end());
    }
  }

  whenEnded(onEnd: () => void): void {
    this.#onEnd = onEnd;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
    this.#onEnd();
  }

  /** Passes on what is due, in order, and comes back for the rest. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#isEnded || this.relay.state !== 'open') return;
    const nowMs = performance.now();
    for (let first = this.#waiting[0]; first && first.dueMs <= nowMs; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#waitingBytes -= first.bytes.length;
      first.to.write(first.bytes);
    }
    if (this.#waitingBytes < MAX_WAITING_BYTES) for (const socket of [this.client, this.server]) socket.resume();
    const next = this.#waiting[0];
    if (next) this.#timer = setTimeout(() => this.flush(), next.dueMs - nowMs);
  }

  #take(parcel: Parcel): void {
    this.#waiting.push(parcel);
    this.#waitingBytes += parcel.bytes.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) for (const socket of [this.client, this.server]) socket.pause();
    this.flush();
  }
}
