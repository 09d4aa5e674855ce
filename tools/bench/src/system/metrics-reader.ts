import type { ServiceName } from '@wakeful/testing';
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
  constructor(private readonly urls: Readonly<Record<string, string>>) {}

  async read(service: ServiceName): Promise<ServiceMetrics> {
    const urls = Object.entries(this.urls).filter(([name]) => name === service || name.startsWith(`${service}-`));
    return new ServiceMetrics(await Promise.all(urls.map(([, url]) => textOf(url))));
  }

  /** Of one process. */
  async readOne(name: string): Promise<ServiceMetrics> {
    return new ServiceMetrics([await textOf(this.urls[name] ?? '')]);
  }
}

const textOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();
