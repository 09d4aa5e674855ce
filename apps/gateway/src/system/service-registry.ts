import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type ServiceBeatV1, serviceBeatV1 } from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';

/** Three beats that did not come: the instance is gone. */
const FORGET_AFTER_MS = 15_000;
/** More instances than anybody runs; a bound all the same. */
const MAX_INSTANCES = 1_000;

/** Which instances of which services are alive, from their beats. */
@Injectable()
export class ServiceRegistry implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #beats = new Map<string, { beat: ServiceBeatV1; heardAtMs: number }>();
  #subscription: { close(): void } | undefined;

  constructor(@Inject(MessageBus) private readonly bus: MessageBus) {}

  onApplicationBootstrap(): void {
    this.#subscription = this.bus.subscribeCore(serviceBeatV1, (beat) => this.hear(beat));
  }

  onModuleDestroy(): void {
    this.#subscription?.close();
  }

  /** Those heard of lately, by service and start. */
  alive(): ServiceBeatV1[] {
    this.forgetOld();
    const beats = [...this.#beats.values()].map(({ beat }) => beat);
    return beats.sort((a, b) => a.service.localeCompare(b.service) || a.startedAt.localeCompare(b.startedAt));
  }

  private hear(beat: ServiceBeatV1): void {
    this.forgetOld();
    const isKnown = this.#beats.has(beat.instanceId);
    if (isKnown || this.#beats.size < MAX_INSTANCES) {
      this.#beats.set(beat.instanceId, { beat, heardAtMs: performance.now() });
    }
  }

  private forgetOld(): void {
    const limitMs = performance.now() - FORGET_AFTER_MS;
    for (const [id, { heardAtMs }] of this.#beats) if (heardAtMs < limitMs) this.#beats.delete(id);
  }
}
