import { constants } from 'node:crypto';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const BODY_BYTES = 10_240;
const BACKLOG = 4_096;
const HEAD_END = '\r\n\r\n';

/** What the target answers from now on. */
export interface TargetBehaviour {
  readonly status: number;
  readonly delayMs: number;
}

export interface TargetCounts {
  /** Requests that were received in full, whatever their path. */
  readonly total: number;
  /** Of `/m/<n>` at position n. */
  readonly byMonitor: readonly number[];
}

/** A certificate for TLS, in PEM. */
export interface TargetIdentity {
  readonly key: string;
  readonly cert: string;
}

/**
 * A website that costs as little as possible, so that what is measured is the system: it sends bytes that were made
 * beforehand, and closes the connection. It does not even parse more of a request than its path.
 */
export class TargetServer {
  readonly #server: Server;
  readonly #byMonitor: number[] = [];
  #total = 0;
  #response = responseOf(200);
  #delayMs = 0;

  constructor(identity: TargetIdentity | null) {
    const onSocket = (socket: Socket): void => this.#serve(socket);
    this.#server = identity
      ? createTlsServer(
          { ...identity, secureOptions: constants.SSL_OP_NO_TICKET, ALPNProtocols: ['http/1.1'], noDelay: true },
          onSocket,
        )
      : createTcpServer({ noDelay: true }, onSocket);
    // A client that goes away in the middle of a handshake is no failure of the target.
    this.#server.on('tlsClientError', () => undefined);
  }

  get counts(): TargetCounts {
    return { total: this.#total, byMonitor: Array.from(this.#byMonitor, (count: number | undefined) => count ?? 0) };
  }

  behave({ status, delayMs }: TargetBehaviour): void {
    this.#response = responseOf(status);
    this.#delayMs = delayMs;
  }

  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG }, () => {
        const address = this.#server.address();
        if (typeof address === 'object' && address) resolve(address.port);
      });
    });
  }

  close(): void {
    this.#server.close();
  }

  #serve(socket: Socket): void {
    let head = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      if (!head.includes(HEAD_END)) return;
      this.#count(head);
      head = '';
      if (this.#delayMs > 0) setTimeout(() => socket.end(this.#response), this.#delayMs);
      else socket.end(this.#response);
    });
  }

  #count(head: string): void {
    this.#total += 1;
    const [, digits] = /^\S+ \/m\/(\d{1,7})[ ?]/.exec(head) ?? [];
    if (digits === undefined) return;
    const monitor = Number(digits);
    this.#byMonitor[monitor] = (this.#byMonitor[monitor] ?? 0) + 1;
  }
}

function responseOf(status: number): Buffer {
  const reason = status < 400 ? 'OK' : 'Error';
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${BODY_BYTES}`,
    'Connection: close',
  ].join('\r\n');
  return Buffer.from(head + HEAD_END + 'x'.repeat(BODY_BYTES), 'latin1');
}
