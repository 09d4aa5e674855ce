import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type ServiceBeatV1, serviceBeatV1, type ServiceInstance } from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';

/** Three beats that did not come: the instance is missing. */
const MISSING_AFTER_MS = 15_000;
/** Long enough to be seen by whoever looks, and by an alert. */
const FORGET_AFTER_MS = 600_000;
/** More instances than any realistic installation; a bound nevertheless. */
const MAX_INSTANCES = 1_000;

interface Heard {
  beat: ServiceBeatV1;
  heardAtMs: number;
}

/**
 * Which instances of which services there are, from their beats. One that ends in order says so and is gone at once; one
 * that falls silent is shown as missing for a while.
 */
@Injectable()
export class ServiceRegistry implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #heard = new Map<string, Heard>();
  #subscription: { close(): void } | undefined;

  constructor(private readonly bus: MessageBus) {}

  onApplicationBootstrap(): void {
    this.#subscription = this.bus.subscribeCore(serviceBeatV1, (beat) => this.hear(beat));
  }

  onModuleDestroy(): void {
    this.#subscription?.close();
  }

  /** By service and start. */
  instances(nowMs = performance.now()): ServiceInstance[] {
    this.#forgetOld(nowMs);
    const instances = [...this.#heard.values()].map((heard) => instanceOf(heard, nowMs));
    return instances.sort((a, b) => a.service.localeCompare(b.service) || a.startedAt.localeCompare(b.startedAt));
  }

  hear(beat: ServiceBeatV1, nowMs = performance.now()): void {
    if (beat.isStopping) {
      this.#heard.delete(beat.instanceId);
      return;
    }
    this.#forgetOld(nowMs);
    const isKnown = this.#heard.has(beat.instanceId);
    if (isKnown || this.#heard.size < MAX_INSTANCES) this.#heard.set(beat.instanceId, { beat, heardAtMs: nowMs });
  }

  #forgetOld(nowMs: number): void {
    for (const [id, { heardAtMs }] of this.#heard) {
      if (nowMs - heardAtMs >= FORGET_AFTER_MS) this.#heard.delete(id);
    }
  }
}

function instanceOf({ beat, heardAtMs }: Heard, nowMs: number): ServiceInstance {
  return {
    service: beat.service,
    instanceId: beat.instanceId,
    version: beat.version,
    host: beat.host ?? null,
    location: beat.location ?? null,
    state: nowMs - heardAtMs < MISSING_AFTER_MS ? 'alive' : 'missing',
    startedAt: beat.startedAt,
    uptimeSeconds: Math.max(0, Date.parse(beat.at) - Date.parse(beat.startedAt)) / 1000,
    at: beat.at,
    lagSeconds: beat.lagSeconds ?? null,
  };
}
