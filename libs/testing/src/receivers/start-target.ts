import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How a target answers from now on. */
export interface TargetResponse {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Time between the request and the first byte of the answer. */
  delayMs?: number;
  /** Ends the connection without an answer. */
  disconnect?: boolean;
}

export interface TargetRequest {
  readonly at: Date;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The status that was answered; 0 when the connection was ended without an answer. */
  readonly status: number;
}

export interface Target extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Everything that was requested so far, in order. */
  readonly requests: readonly TargetRequest[];
  /** Changes what a path answers; without a path, what every path without an answer of its own does. */
  respondWith(response: TargetResponse, path?: string): void;
  close(): Promise<void>;
}

/** A website on the loopback interface with scripted behavior that records its requests. */
export async function startTarget(initial: TargetResponse = {}): Promise<Target> {
  const responses = new Map<string, TargetResponse>();
  const requests: TargetRequest[] = [];
  const sockets = new Set<Socket>();
  let fallback = initial;

  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const answer = responses.get(path) ?? fallback;
    const status = answer.disconnect ? 0 : (answer.status ?? 200);
    requests.push({ at: new Date(), method: request.method ?? '', path, headers: request.headers, status });
    request.resume();
    void (async () => {
      if (answer.delayMs) await delay(answer.delayMs, undefined, { ref: false });
      if (answer.disconnect) request.socket.destroy();
      else response.writeHead(status, answer.headers).end(answer.body ?? 'ok');
    })();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server);
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    respondWith: (response, path) => {
      if (path === undefined) fallback = response;
      else responses.set(path, response);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
