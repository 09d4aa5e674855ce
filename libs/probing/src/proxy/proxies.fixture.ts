import { createServer, type IncomingMessage, request as startRequest } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { ServerCertificate } from '../tls/certificates.fixture.js';

export interface ProxyOptions {
  /** `user:password` that it asks for. */
  credentials?: string;
  /** Answers every request so: a status of HTTP, or a reply code of SOCKS. */
  refusal?: number;
  /** Takes connections and never answers. */
  isSilent?: boolean;
  /** An https proxy. */
  certificate?: ServerCertificate;
}

/** A proxy on a random loopback port, for which every host name is this machine. Tells what it was asked for. */
export class Proxy implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly scheme: 'http' | 'https' | 'socks5',
  ) {
    server.on('connection', (socket: Socket) => this.#own(socket));
  }

  static async http(options: ProxyOptions = {}): Promise<Proxy> {
    const server = options.certificate ? createHttpsServer(options.certificate) : createServer();
    const proxy = new Proxy(server, options.certificate ? 'https' : 'http');
    const refusalFor = ({ headers }: IncomingMessage): number | null => {
      const { credentials, refusal = null } = options;
      const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
      return headers['proxy-authorization'] === wanted ? refusal : 407;
    };
    server.on('connect', (request: IncomingMessage, client: Socket) => {
      proxy.asked.push(`CONNECT ${request.url}`);
      client.on('error', () => undefined);
      if (options.isSilent) return;
      const refusal = refusalFor(request);
      if (refusal !== null) return void client.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
      proxy.#join(client, Number(request.url?.split(':').at(-1)), 'HTTP/1.1 200 Connection established\r\n\r\n');
    });
    server.on('request', (request, response) => {
      proxy.asked.push(`${request.method} ${request.url}`);
      const refusal = refusalFor(request);
      if (refusal !== null) return void response.writeHead(refusal).end();
      const { port, pathname } = new URL(request.url ?? '');
      // As RFC 9110, section 11.7.2 says: the credentials are for this proxy alone.
      const { 'proxy-authorization': _, ...headers } = request.headers;
      const { method } = request;
      const forwarded = startRequest({ host: '127.0.0.1', port, path: pathname, method, headers, agent: false });
      forwarded.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      request.pipe(forwarded);
    });
    return proxy.#listen();
  }

  static async socks(options: ProxyOptions = {}): Promise<Proxy> {
    const proxy = new Proxy(createTcpServer(), 'socks5');
    proxy.server.on(
      'connection',
      (client: Socket) =>
        void (options.isSilent ? undefined : proxy.#serveSocks(client, options).catch(() => client.destroy())),
    );
    return proxy.#listen();
  }

  url(credentials?: string): string {
    const port = (this.server.address() as AddressInfo).port;
    return `${this.scheme}://${credentials === undefined ? '' : `${credentials}@`}127.0.0.1:${port}`;
  }

  get label(): string {
    return new URL(this.url().replace(this.scheme, 'http')).host;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  #own(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
  }

  #join(client: Socket, port: number, greeting: string | Buffer): void {
    const server = connect(port, '127.0.0.1', () => {
      client.write(greeting);
      client.pipe(server).pipe(client);
    });
    this.#own(server);
    client.on('close', () => server.destroy());
  }

  async #serveSocks(client: Socket, { credentials, refusal }: ProxyOptions): Promise<void> {
    const read = reader(client);
    const [, methodCount = 0] = await read(2);
    const methods = await read(methodCount);
    const method = credentials === undefined ? 0 : 2;
    client.write(Buffer.of(5, methods.includes(method) ? method : 0xff));
    if (credentials !== undefined) {
      const username = (await read((await read(2))[1] ?? 0)).toString();
      const password = (await read((await read(1))[0] ?? 0)).toString();
      const isRight = `${username}:${password}` === credentials;
      client.write(Buffer.of(1, isRight ? 0 : 1));
      if (!isRight) return;
    }
    const type = (await read(4))[3];
    const length = type === 1 ? 4 : type === 4 ? 16 : ((await read(1))[0] ?? 0);
    const host = await read(length);
    const port = (await read(2)).readUInt16BE();
    this.asked.push(`CONNECT ${type === 3 ? host.toString() : [...host].join('.')}:${port}`);
    const reply = Buffer.from([5, refusal ?? 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    if (refusal !== undefined) client.end(reply);
    else this.#join(client, port, reply);
  }
}

/** Reads exactly so many bytes, whatever packets they come in. */
function reader(socket: Socket): (length: number) => Promise<Buffer> {
  let received = Buffer.alloc(0);
  let wake = (): void => undefined;
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  socket.on('close', () => wake());
  return async (length) => {
    while (received.length < length) {
      if (socket.destroyed) throw new Error('the client hung up');
      await new Promise<void>((resolve) => (wake = resolve));
    }
    const taken = received.subarray(0, length);
    received = received.subarray(length);
    return taken;
  };
}
