import { randomUUID } from 'node:crypto';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { serviceBeatV1 } from '@wakeful/contracts';
import type { MessageBus } from './message-bus.js';

const BEAT_INTERVAL_MS = 5_000;
const VERSION = '0.1.0';

/** Says every few seconds over core NATS that this instance is alive. */
export class ServiceBeat implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #instanceId = randomUUID();
  readonly #startedAt = new Date().toISOString();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: MessageBus,
    private readonly service: string,
  ) {}

  onApplicationBootstrap(): void {
    this.#beat();
    this.#timer = setInterval(() => this.#beat(), BEAT_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    this.bus.send(serviceBeatV1, {
      service: this.service,
      instanceId: this.#instanceId,
      version: VERSION,
      startedAt: this.#startedAt,
      at: new Date().toISOString(),
    });
  }
}
