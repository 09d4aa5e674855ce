import type { ServerResponse } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  type CheckRecordedV1,
  checkRecordedV1,
  downtimeClosedV1,
  downtimeOpenedV1,
  type LiveCheck,
  statusChangedV1,
} from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';

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

const HEARTBEAT_INTERVAL_MS = 15_000;
const MICROSECONDS_PER_MS = 1000;

type EventName = 'status' | 'downtime' | 'check';

const liveCheckOf = ({ totalUs, ...check }: CheckRecordedV1['checks'][number]): LiveCheck => ({
  ...check,
  totalMs: totalUs / MICROSECONDS_PER_MS,
});

/** Forwards events to all connected clients; subscribes to NATS only while there are any. */
@Injectable()
export class LiveEvents implements OnModuleDestroy {
  readonly #clients = new Set<LiveClient>();
  #subscriptions: { close(): void }[] = [];
  #heartbeat: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(private readonly bus: MessageBus) {}

  get isListening(): boolean {
    return this.#subscriptions.length > 0;
  }

  add(client: LiveClient): void {
    if (this.#isStopping) return client.end();
    this.#clients.add(client);
    if (!this.isListening) this.listen();
  }

  remove(client: LiveClient): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.stopListening();
  }

  /** The service stops: readers are sent away at once, they come back to another instance. */
  onModuleDestroy(): void {
    this.#isStopping = true;
    this.stopListening();
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  private listen(): void {
    this.#heartbeat = setInterval(() => this.broadcast(': heartbeat\n\n'), HEARTBEAT_INTERVAL_MS);
    this.#subscriptions = [
      this.bus.subscribeCore(statusChangedV1, (event) => this.publish('status', event)),
      this.bus.subscribeCore(downtimeOpenedV1, (event) => this.publish('downtime', { change: 'opened', ...event })),
      this.bus.subscribeCore(downtimeClosedV1, (event) => this.publish('downtime', { change: 'closed', ...event })),
      this.bus.subscribeCore(checkRecordedV1, ({ checks }) => {
        for (const check of checks) this.publish('check', liveCheckOf(check));
      }),
    ];
  }

  private stopListening(): void {
    clearInterval(this.#heartbeat);
    for (const subscription of this.#subscriptions) subscription.close();
    this.#subscriptions = [];
  }

  private broadcast(frame: string): void {
    for (const client of this.#clients) client.send(frame);
  }

  private publish(name: EventName, event: { monitorId: string; [field: string]: unknown }): void {
    let frame: string | undefined;
    for (const client of this.#clients) {
      if (!client.wants(event.monitorId)) continue;
      frame ??= `event: ${name}\ndata: ${JSON.stringify(event)}\n\n`;
      client.send(frame);
    }
  }
}
