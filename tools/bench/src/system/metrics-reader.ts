import type { ServiceName, System } from '@wakeful/testing';
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
    const { urls, apiKey } = this.system;
    const ofService = Object.entries(urls).filter(([name]) => name === service || name.startsWith(`${service}-`));
    const headers = { authorization: `Bearer ${apiKey}` };
    const answers = ofService.map(async ([, url]) => (await fetch(`${url}/metrics`, { headers })).text());
    return new ServiceMetrics(await Promise.all(answers));
  }
}
