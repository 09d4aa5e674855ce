import type { ServerResponse } from 'node:http';

/** What a client that does not read may pile up before events for it are dropped. */
export const MAX_BUFFERED_BYTES = 1_048_576;
const RETRY_MS = 2_000;

/**
 * One reader of the live events. Nothing is buffered for a reader that is too slow: it misses events and is notified.
 */
export class LiveClient {
  #dropped = 0;

  /** @param monitorId only what concerns this monitor; undefined: everything */
  constructor(
    private readonly response: ServerResponse,
    readonly monitorId?: string,
  ) {}

  open(requestId: string): void {
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
      'x-accel-buffering': 'no',
      'x-request-id': requestId,
    });
    this.response.write(`retry: ${RETRY_MS}\n\n`);
  }

  send(frame: string): void {
    if (this.response.writableEnded || this.response.destroyed) return;
    if (this.response.writableLength > MAX_BUFFERED_BYTES) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) {
      this.response.write(`: ${this.#dropped} events were dropped: this connection is too slow\n\n`);
      this.#dropped = 0;
    }
    this.response.write(frame);
  }

  wants(monitorId: string): boolean {
    return this.monitorId === undefined || this.monitorId === monitorId;
  }

  end(): void {
    this.response.end();
  }
}
