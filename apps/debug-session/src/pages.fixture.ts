import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a local server got to see. */
export interface SeenRequest {
  method: string;
  host: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const html =
  (body: string, headers: Record<string, string> = {}, status = 200): Answer =>
  (_request, response) =>
    void response
      .writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers })
      .end(`<!doctype html><title>Shop</title>${body}`);

export const file =
  (body: string | Buffer, contentType: string, status = 200): Answer =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': contentType }).end(body);

export const redirect =
  (location: string): Answer =>
  (_request, response) =>
    void response.writeHead(302, { location }).end();

/** Answers a WebSocket's handshake (RFC 6455), and then says "hello" in one frame. */
function acceptWebSocket(request: IncomingMessage, socket: Socket): void {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
  socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('hello')]));
}

interface Serving {
  scheme: 'http' | 'https';
  create: (listener: RequestListener) => Server;
}

/** How pages are served unless a test says otherwise; `over-https.integration.spec` makes it HTTPS. */
export const serving: { usual: Serving } = { usual: { scheme: 'http', create: createServer } };

/** Pages on a random port of this machine, by their paths; what is not there is a 404. */
export class Pages implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly scheme: 'http' | 'https',
  ) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      this.#note(request, '');
      if (request.url === '/socket') acceptWebSocket(request, socket);
      else socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
    });
  }

  static async serve(answers: Readonly<Record<string, Answer>>, make: Serving = serving.usual): Promise<Pages> {
    const server = make.create((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        pages.#note(request, Buffer.concat(chunks).toString());
        const path = new URL(request.url ?? '/', 'http://any').pathname;
        (answers[path] ?? file('not here', 'text/plain', 404))(request, response);
      });
    });
    const pages = new Pages(server, make.scheme);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return pages;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path = '/', host = '127.0.0.1'): string {
    return `${this.scheme}://${host}:${this.port}${path}`;
  }

  of(path: string): SeenRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #note({ method, url, headers }: IncomingMessage, body: string): void {
    this.requests.push({ method: method ?? '', host: headers.host ?? '', path: url ?? '', headers, body });
  }
}
