import { collectDefaultMetrics, Gauge, register } from 'prom-client';
import { VERSION } from './version.js';

/** Gauges with the name of a counter, which `promtool check metrics` refuses; the same figures are there per kind. */
const MISNAMED = ['nodejs_active_resources_total', 'nodejs_active_handles_total', 'nodejs_active_requests_total'];

const buildInfo = new Gauge({
  name: 'wakeful_build_info',
  help: 'Always 1; the labels say which service of which version this is.',
  labelNames: ['service', 'version'],
});

/** The process metrics of every service: memory, CPU, event loop, garbage collection, version. */
export function collectProcessMetrics(service: string): void {
  collectDefaultMetrics();
  for (const name of MISNAMED) register.removeSingleMetric(name);
  buildInfo.set({ service, version: VERSION }, 1);
}
