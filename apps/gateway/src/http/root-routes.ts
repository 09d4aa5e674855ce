import { z } from 'zod';
import type { DescribedRoute } from './operation.js';

const tag = 'Health';
const okay = z.object({ status: z.literal('ok') }).meta({ id: 'Okay', example: { status: 'ok' } });

/** What every service has outside the API; the platform declares these routes and knows nothing of documents. */
export const rootRoutes: readonly DescribedRoute[] = [
  {
    method: 'get',
    path: '/health/live',
    operation: { id: 'live', access: 'public', tag, summary: 'The process answers', response: okay },
    schemas: {},
  },
  {
    method: 'get',
    path: '/health/ready',
    operation: {
      id: 'ready',
      access: 'public',
      tag,
      summary: 'Everything it needs is there',
      response: okay,
      problems: [503],
    },
    schemas: {},
  },
  {
    method: 'get',
    path: '/metrics',
    operation: {
      id: 'metrics',
      access: 'viewer',
      tag,
      summary: 'Prometheus metrics',
      description: 'For everybody if METRICS_PUBLIC is true.',
      response: z.string().meta({ example: 'process_cpu_seconds_total 1.2' }),
      responseType: 'text/plain',
    },
    schemas: {},
  },
];
