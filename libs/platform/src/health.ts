import { Controller, Get, Header, Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import { register } from 'prom-client';
import { ScrapedFigures } from './scraped-figures.js';

/** One thing without which the service cannot do its work. */
export interface ReadinessCheck {
  readonly name: string;
  /** Throws with a sentence when the thing is not there. */
  check(): Promise<void>;
}

/** Collects what must be there for a service to be ready; modules register themselves when they start. */
@Injectable()
export class Readiness {
  readonly #checks: ReadinessCheck[] = [];
  #stopping = false;

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
    const results = await Promise.allSettled(this.#checks.map((check) => check.check()));
    const problems: Record<string, string> = {};
    results.forEach((result, index) => {
      const name = this.#checks[index]?.name ?? 'unknown';
      if (result.status === 'rejected') problems[name] = String((result.reason as Error).message ?? result.reason);
    });
    return problems;
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
