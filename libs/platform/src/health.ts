import { Controller, Get, Header, Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import { register } from 'prom-client';
import { ScrapedFigures } from './scraped-figures.js';

const KEEP_ANSWER_MS = 1_000;

/** One thing without which the service cannot do its work. */
export interface ReadinessCheck {
  readonly name: string;
  /** The public text when it is missing; the reason is in the log. */
  readonly sentence: string;
  /** Throws when the thing is not there. */
  check(): Promise<void>;
}

/** Collects what must be there for a service to be ready; modules register themselves when they start. */
@Injectable()
export class Readiness {
  readonly #checks: ReadinessCheck[] = [];
  #stopping = false;
  #asked: { atMs: number; problems: Promise<Record<string, string>> } | null = null;

  register(check: ReadinessCheck): void {
    this.#checks.push(check);
  }

  /** From now on the service says that it is not ready, so that nothing new is sent to it. */
  stop(): void {
    this.#stopping = true;
  }

  /** The names of what is missing, each with a sentence; empty when ready. */
  async problems(): Promise<Record<string, string>> {
    if (this.#stopping) return { service: 'is stopping' };
    const nowMs = performance.now();
    // Whoever may ask without a login must not be able to keep Postgres and NATS busy by it.
    if (!this.#asked || nowMs - this.#asked.atMs > KEEP_ANSWER_MS) {
      this.#asked = { atMs: nowMs, problems: this.#ask() };
    }
    return this.#asked.problems;
  }

  async #ask(): Promise<Record<string, string>> {
    const results = await Promise.allSettled(this.#checks.map((check) => check.check()));
    return Object.fromEntries(
      this.#checks
        .filter((_, index) => results[index]?.status === 'rejected')
        .map(({ name, sentence }) => [name, sentence]),
    );
  }
}

/** Live: the process answers. Ready: everything it needs is there. Metrics: Prometheus text. */
@Controller()
export class HealthController {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(ScrapedFigures) private readonly scrapedFigures: ScrapedFigures,
  ) {}

  @Get('health/live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('health/ready')
  async ready(): Promise<{ status: string }> {
    const problems = await this.readiness.problems();
    if (Object.keys(problems).length > 0) throw new ServiceUnavailableException({ status: 'not ready', problems });
    return { status: 'ok' };
  }

  @Get('metrics')
  @Header('content-type', register.contentType)
  async metrics(): Promise<string> {
    await this.scrapedFigures.refresh();
    return register.metrics();
  }
}
