import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CreateMonitor } from '@wakeful/contracts';
import { makeTestCertificates } from '@wakeful/testing';

const TOKEN = 'a-token-of-the-token-server';
const PROXY_CREDENTIALS = 'ann:s3cret-of-the-proxy';
const CLIENT_SECRET = 's3cret-of-the-client';

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Grants the token to the client that it knows. */
async function grant(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await text(request));
  const credentials = Buffer.from(`wakeful:${CLIENT_SECRET}`).toString('base64');
  const isKnown =
    request.headers.authorization === `Basic ${credentials}` && form.get('grant_type') === 'client_credentials';
  response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isKnown ? { access_token: TOKEN, expires_in: 600 } : { error: 'invalid_client' }));
}

/**
 * A site that asks for a client certificate and an access token, of a private authority, and a proxy that asks for
 * credentials: the site and the token server are behind it.
 */
export class GuardedSite implements AsyncDisposable {
  /** What the proxy was asked for: "CONNECT host:port". */
  readonly proxied: string[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly servers: Record<'site' | 'tokens' | 'proxy', Server>,
    /** The token server, whose host is not the site's. */
    readonly tokenUrl: string,
    /** A monitor of the site with everything that it asks for. */
    readonly monitor: Pick<CreateMonitor, 'url' | 'proxy' | 'tls' | 'auth'>,
    /** What no one may be shown. */
    readonly secrets: readonly string[],
  ) {}

  static async open(): Promise<GuardedSite> {
    const [server, client] = [await makeTestCertificates('localhost'), await makeTestCertificates('wakeful')];
    const mutual = { cert: server.cert, key: server.key, ca: client.ca, requestCert: true, rejectUnauthorized: true };
    const site = await listen(
      createHttpsServer(mutual, ({ headers }, response) => {
        response.writeHead(headers.authorization === `Bearer ${TOKEN}` ? 200 : 401).end('Back office');
      }),
    );
    const tokens = await listen(createServer((request, response) => void grant(request, response)));
    const proxy = await listen(createServer());
    const tokenUrl = `http://127.0.0.1:${portOf(tokens)}/token`;
    const guarded = new GuardedSite(
      { site, tokens, proxy },
      tokenUrl,
      {
        url: `https://localhost:${portOf(site)}/`,
        proxy: `http://${PROXY_CREDENTIALS}@127.0.0.1:${portOf(proxy)}`,
        tls: {
          ...{ verify: true, minVersion: null, serverName: null },
          ...{ ca: server.ca, clientCertificate: client.cert, clientKey: client.key },
        },
        auth: {
          type: 'oauth2',
          tokenUrl,
          clientId: 'wakeful',
          clientSecret: CLIENT_SECRET,
          scope: null,
          audience: null,
        },
      },
      [TOKEN, PROXY_CREDENTIALS, CLIENT_SECRET, client.key],
    );
    for (const one of [site, tokens, proxy]) one.on('connection', (socket: Socket) => guarded.#own(socket));
    proxy.on('connect', (request: IncomingMessage, socket: Socket) => guarded.#tunnel(request, socket));
    proxy.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) => void guarded.#forward(request, response),
    );
    return guarded;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(Object.values(this.servers).map((one) => new Promise((resolve) => one.close(resolve))));
  }

  #own(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
  }

  #knows({ headers }: IncomingMessage): boolean {
    return headers['proxy-authorization'] === `Basic ${Buffer.from(PROXY_CREDENTIALS).toString('base64')}`;
  }

  #tunnel(request: IncomingMessage, client: Socket): void {
    this.proxied.push(`CONNECT ${request.url}`);
    if (!this.#knows(request)) return void client.end('HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n');
    const far = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(far).pipe(client);
    });
    this.#own(far);
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.proxied.push(`${request.method} ${request.url}`);
    if (!this.#knows(request)) return void response.writeHead(407).end();
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const body = await text(request);
    const answer = await fetch(request.url ?? '', {
      ...{ method: request.method ?? '', body, headers: { authorization, 'content-type': type } },
    });
    response.writeHead(answer.status).end(await answer.text());
  }
}
