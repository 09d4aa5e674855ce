import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const alert = z.object({ kind: z.string(), windowIds: z.array(z.string()), monitorId: z.string().nullable() });

/** A message that the receiver took, which means that it answered 2xx. */
export interface ReceivedAlert {
  readonly atMs: number;
  /** The `webhook-id` of Standard Webhooks: the same when a message is sent again. */
  readonly key: string;
  readonly kind: string;
  /** The outages whose beginning or end it tells. */
  readonly windowIds: readonly string[];
}

/** A receiver of webhooks with a log, which can be away: it then answers 503. */
export class AlertReceiver {
  readonly log: ReceivedAlert[] = [];
  isAway = false;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (this.isAway) {
          response.writeHead(503).end('away');
          return;
        }
        const { kind, windowIds } = alert.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        this.log.push({ atMs: Date.now(), key: String(request.headers['webhook-id']), kind, windowIds });
        response.writeHead(202).end('taken');
      });
    });
  }

  static async start(): Promise<AlertReceiver> {
    const receiver = new AlertReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
