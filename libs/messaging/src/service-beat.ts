import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { serviceBeatV1 } from '@wakeful/contracts';
import { VERSION, workLag } from '@wakeful/platform';
import type { MessageBus } from './message-bus.js';

const BEAT_INTERVAL_MS = 5_000;

export interface BeatingService {
  readonly name: string;
  readonly location?: string;
}

/** Says every few seconds over core NATS that this instance is alive, and once that it ends. */
export class ServiceBeat implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #instanceId = randomUUID();
  readonly #startedAt = new Date().toISOString();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: MessageBus,
    private readonly service: BeatingService,
  ) {}

  onApplicationBootstrap(): void {
    this.#beat();
    this.#timer = setInterval(() => this.#beat(), BEAT_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
    try {
      this.#beat({ isStopping: true });
    } catch {
      // The connection is gone already. Then others see that it is silent.
    }
  }

  #beat(ending: { isStopping?: true } = {}): void {
    const { name: service, location } = this.service;
    const lagSeconds = workLag.takeWorstSeconds();
    this.bus.send(serviceBeatV1, {
      service,
      instanceId: this.#instanceId,
      version: VERSION,
      startedAt: this.#startedAt,
      at: new Date().toISOString(),
      host: hostname().slice(0, 255),
      ...(location === undefined ? {} : { location }),
      ...(lagSeconds === null ? {} : { lagSeconds }),
      ...ending,
    });
  }
}
