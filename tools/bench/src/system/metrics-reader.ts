import type { ServiceName, System } from '@wakeful/launching';
import { counterOf, type Histogram, histogramOf, histogramSum } from '../measuring/prometheus-text.js';

/** What the processes of a service said at `/metrics` at one moment. */
export class ServiceMetrics {
  constructor(private readonly texts: readonly string[]) {}

  counter(name: string, label = ''): number {
    return this.texts.reduce((sum, text) => sum + counterOf(text, name, label), 0);
  }

  histogram(name: string): Histogram {
    return histogramSum(this.texts.map((text) => histogramOf(text, name)));
  }
}

/** Reads `/metrics` of all processes of a service: `checker`, `checker-2`, … */
export class MetricsReader {
  constructor(private readonly system: Pick<System, 'urls' | 'apiKey'>) {}

  async read(service: ServiceName): Promise<ServiceMetrics> {
    const names = Object.keys(this.system.urls).filter((name) => name === service || name.startsWith(`${service}-`));
    return new ServiceMetrics(await Promise.all(names.map((name) => this.#textOf(name))));
  }

  /** Of one process. */
  async readOne(name: string): Promise<ServiceMetrics> {
    return new ServiceMetrics([await this.#textOf(name)]);
  }

  async #textOf(name: string): Promise<string> {
    const { urls, apiKey } = this.system;
    const headers = { authorization: `Bearer ${apiKey}` };
    return (await fetch(`${urls[name] ?? ''}/metrics`, { headers })).text();
  }
}
