import { HealthController } from '@wakeful/platform';
import { z } from 'zod';
import { Operation, type OperationDescription } from './operation.js';

export const HEALTH_TAG = 'Health';
const common = { tag: HEALTH_TAG, isOfProcess: true } as const;
const okay = z.object({ status: z.literal('ok') }).meta({ id: 'Okay', example: { status: 'ok' } });

/** What every service has outside the API; the platform declares these routes and knows nothing of documents. */
const operations: Readonly<Record<'live' | 'ready' | 'metrics', OperationDescription>> = {
  live: { ...common, id: 'live', access: 'public', summary: 'Liveness: the process responds', response: okay },
  ready: {
    ...common,
    id: 'ready',
    access: 'public',
    summary: 'Readiness: all dependencies are available',
    response: okay,
    problems: [503],
  },
  metrics: {
    ...common,
    id: 'metrics',
    access: 'viewer',
    summary: 'Prometheus metrics',
    description: 'Public if METRICS_PUBLIC is true.',
    response: z.string().meta({ example: 'process_cpu_seconds_total 1.2' }),
    responseType: 'text/plain',
  },
};

/** Puts an {@link Operation} on the routes of the platform's controller; before the application listens. */
export function describeHealth(): void {
  for (const [name, operation] of Object.entries(operations)) {
    const handler = Object.getOwnPropertyDescriptor(HealthController.prototype, name);
    if (!handler) throw new Error(`HealthController has no route "${name}".`);
    Operation(operation)(HealthController.prototype, name, handler);
  }
}
