import { z } from 'zod';
import { statusUpdateState } from './status-pages.js';

/** The public status of a monitor; paused and unchecked ones have no data. */
export const publicStatus = z.enum(['operational', 'degraded', 'down', 'maintenance', 'no_data']);
export type PublicStatus = z.infer<typeof publicStatus>;

const share = z.number().min(0).max(1).nullable();
const time = z.iso.datetime();

const publicMonitor = z.object({
  id: z.uuid(),
  label: z.string(),
  url: z.string().nullable().meta({ description: 'null unless the page shows URLs.' }),
  status: publicStatus,
  since: time,
  availability: share,
  coverage: share,
  days: z.array(z.object({ date: z.iso.date(), availability: share, coverage: share, downSeconds: z.number().min(0) })),
});
export type PublicMonitor = z.infer<typeof publicMonitor>;

const publicIncident = z.object({
  id: z.uuid(),
  title: z.string(),
  state: statusUpdateState,
  startsAt: time,
  resolvedAt: time.nullable(),
  affected: z.array(z.string()),
  messages: z.array(z.object({ state: statusUpdateState, body: z.string(), postedAt: time })),
});
export type PublicIncident = z.infer<typeof publicIncident>;

const publicOutage = z.object({ id: z.uuid(), label: z.string(), from: time, until: time.nullable() });
export type PublicOutage = z.infer<typeof publicOutage>;

/** A status page in JSON: everything that the page itself shows, and nothing else. */
export const statusSummary = z
  .object({
    slug: z.string(),
    title: z.string(),
    description: z.string(),
    status: publicStatus.meta({
      description:
        'The worst status of all monitors and current posted incidents, which count as degraded or maintenance.',
    }),
    generatedAt: time,
    groups: z.array(z.object({ name: z.string(), monitors: z.array(publicMonitor) })),
    incidents: z.array(publicIncident).meta({ description: 'Posted incidents that are open or ended within 14 days.' }),
    outages: z.array(publicOutage).meta({ description: 'Detected outages that are ongoing or ended within 14 days.' }),
    maintenance: z.array(z.object({ from: time, until: time, affected: z.array(z.string()) })),
  })
  .meta({
    id: 'StatusSummary',
    example: {
      slug: 'shop',
      title: 'Shop status',
      description: '',
      status: 'operational',
      generatedAt: '2026-01-31T12:00:00.000Z',
      groups: [],
      incidents: [],
      outages: [],
      maintenance: [],
    },
  });
export type StatusSummary = z.infer<typeof statusSummary>;

export const slugParameters = z.object({ slug: z.string().max(60).meta({ example: 'shop' }) });
export type SlugParameters = z.output<typeof slugParameters>;
