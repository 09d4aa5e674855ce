import { type AddressInfo, createServer, isIP, type Server, type Socket } from 'node:net';
import type { FailureReason } from '@wakeful/contracts';
import { type AddressFamily, type Place, ProbeFailure, type ProbeNet, toProbeFailure } from '@wakeful/probing';
import { ConnectionLog, type ConnectionRecord } from './connection-log.js';
import { readDestination, sendReply, type SocksDestination, type SocksReply } from './socks-handshake.js';

const CONNECT_TIMEOUT_MS = 15_000;

/** More than this is not let into one session: enough for any page, too little for a flood. */
const MAX_SESSION_BYTES = 64 * 1_048_576;

const replies: Partial<Record<FailureReason, SocksReply>> = {
  blocked: 'notAllowed',
  dns: 'hostUnreachable',
  refused: 'refused',
  timeout: 'hostUnreachable',
  network: 'networkUnreachable',
};

export interface EgressProxyOptions {
  net: ProbeNet;
  ipFamily: AddressFamily;
  /** DNS servers to query instead of the system's. */
  resolvers?: readonly string[];
  /** Told once, when the session has received {@link MAX_SESSION_BYTES}; everything is cut off then. */
  onFlood?: () => void;
  maxBytes?: number;
}

/**
 * The only way by which a session's browser reaches the network: a SOCKS 5 proxy that looks names up itself, judges
 * every address by the egress policy and connects to exactly the address that it judged. A name is looked up once a
 * session, so one that changes its address in between gains nothing (docs/adr/0011).
 */
export class EgressProxy implements AsyncDisposable {
  readonly log = new ConnectionLog();
  readonly #sockets = new Set<Socket>();
  readonly #addresses = new Map<string, Promise<readonly string[]>>();
  #isOpen = false;
  #receivedBytes = 0;
  #isFlooded = false;

  private constructor(
    private readonly server: Server,
    private readonly options: EgressProxyOptions,
  ) {
    server.on('connection', (socket) => void this.#serve(socket));
  }

  /** Listens on a free port of this machine. It lets nothing through until `open` is called. */
  static async start(options: EgressProxyOptions): Promise<EgressProxy> {
    const server = createServer({ pauseOnConnect: false });
    const proxy = new EgressProxy(server, options);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get url(): string {
    return `socks5://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get isFlooded(): boolean {
    return this.#isFlooded;
  }

  /** Lets connections through from now on: what a browser asks for before is its own business, not the page's. */
  open(): void {
    this.#isOpen = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #serve(client: Socket): Promise<void> {
    this.#own(client);
    try {
      const destination = await readDestination(client);
      if (!this.#isOpen || this.#isFlooded) return void refuse(client, 'notAllowed');
      await this.#connect(client, destination);
    } catch {
      client.destroy();
    }
  }

  async #connect(client: Socket, { hostname, port }: SocksDestination): Promise<void> {
    const record = this.log.begin(hostname, port);
    const place: Place = { phase: 'dns', hostname, address: null, port, bodyBytes: 0 };
    try {
      const addresses = await this.#lookUp(hostname, record);
      const server = await this.#connectToFirst(addresses, place, record);
      sendReply(client, 'succeeded');
      this.#join(client, server);
    } catch (error) {
      const { reason, message } = toProbeFailure(error, place);
      record.failure = { reason, sentence: message };
      refuse(client, replies[reason] ?? 'failed');
    }
  }

  /** The addresses of a host that are allowed, as this session saw them first. */
  async #lookUp(hostname: string, record: ConnectionRecord): Promise<readonly string[]> {
    if (isIP(hostname) !== 0) return [hostname];
    const startedMs = performance.now();
    const key = hostname.toLowerCase();
    let looking = this.#addresses.get(key);
    if (!looking) {
      looking = this.options.net
        .lookUp(hostname, this.options.ipFamily, { resolvers: this.options.resolvers ?? [] })
        .then(({ allowed }) => allowed.map(({ address }) => address));
      this.#addresses.set(key, looking);
    }
    const addresses = await looking;
    if (addresses.length === 0) throw new ProbeFailure('dns', `${hostname} has no IP address`);
    record.dnsMs = performance.now() - startedMs;
    return addresses;
  }

  async #connectToFirst(addresses: readonly string[], place: Place, record: ConnectionRecord): Promise<Socket> {
    let lastError: unknown;
    for (const address of addresses) {
      place.phase = 'connect';
      place.address = address;
      const startedMs = performance.now();
      try {
        const socket = await this.#connectTo(address, place.port);
        record.address = address;
        record.connectMs = performance.now() - startedMs;
        return socket;
      } catch (error) {
        lastError = error;
      }
    }
    throw lastError;
  }

  #connectTo(address: string, port: number): Promise<Socket> {
    const socket = this.options.net.connect(address, port);
    this.#own(socket);
    return new Promise((resolve, reject) => {
      const timedOut = new ProbeFailure('timeout', `No connection to ${address}:${port} within 15 s`);
      const timer = setTimeout(() => socket.destroy(timedOut), CONNECT_TIMEOUT_MS);
      socket.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve(socket);
      });
    });
  }

  #join(client: Socket, server: Socket): void {
    server.on('data', (chunk: Buffer) => this.#count(chunk.length));
    client.pipe(server);
    server.pipe(client);
    client.once('close', () => server.destroy());
    server.once('close', () => client.destroy());
  }

  #count(bytes: number): void {
    this.#receivedBytes += bytes;
    if (this.#isFlooded || this.#receivedBytes <= (this.options.maxBytes ?? MAX_SESSION_BYTES)) return;
    this.#isFlooded = true;
    for (const socket of this.#sockets) socket.destroy();
    this.options.onFlood?.();
  }

  #own(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

function refuse(client: Socket, reply: SocksReply): void {
  sendReply(client, reply);
  client.end();
}
