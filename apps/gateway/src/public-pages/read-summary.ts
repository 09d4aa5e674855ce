import {
  MINUTE_MS,
  type MonitorStatus,
  type PublicIncident,
  type PublicMonitor,
  type PublicOutage,
  type PublicStatus,
  type StatusSummary,
} from '@wakeful/contracts';
import {
  plannedMaintenance,
  recentOutages,
  rowsOf,
  shownUpdateIds,
  statusOfMonitors,
  type StatusPageEntity,
  StatusUpdateEntity,
} from '@wakeful/persistence';
import { In } from 'typeorm';
import type { ReadContext } from '../context/context.js';
import { listDailyStats } from '../stats/monitor-stats.js';
import { groupsOf } from '../status-pages/read-status-pages.js';
import { updateResponsesOf } from '../status-pages/read-status-updates.js';
import { SHOWN_DAYS } from './page-style.js';

/** Worst first. */
const order: readonly PublicStatus[] = ['down', 'degraded', 'maintenance', 'operational', 'no_data'];

type Times = Pick<PublicIncident, 'startsAt' | 'resolvedAt'>;

/** Whether it is past, current or upcoming at the end of the minute that the page shows. */
export function phaseOf({ startsAt, resolvedAt }: Times, generatedAt: string): 'past' | 'now' | 'planned' {
  const nowMs = Date.parse(generatedAt) + MINUTE_MS;
  if (resolvedAt !== null && Date.parse(resolvedAt) < nowMs) return 'past';
  return Date.parse(startsAt) < nowMs ? 'now' : 'planned';
}

/** The worst of the statuses from checks and from current posted incidents. */
export function overallStatus(
  groups: StatusSummary['groups'],
  incidents: readonly (Times & Pick<PublicIncident, 'state'>)[],
  generatedAt: string,
): PublicStatus {
  const underWay = incidents.filter((incident) => phaseOf(incident, generatedAt) === 'now');
  const seen = new Set<PublicStatus>([
    ...groups.flatMap(({ monitors }) => monitors.map(({ status }) => status)),
    ...underWay.map(({ state }) => (state === 'maintenance' ? state : 'degraded')),
  ]);
  return order.find((status) => seen.has(status)) ?? 'no_data';
}

const publicStatuses: Readonly<Record<MonitorStatus, PublicStatus>> = {
  up: 'operational',
  degraded: 'degraded',
  down: 'down',
  maintenance: 'maintenance',
  unknown: 'no_data',
  pending: 'no_data',
  paused: 'no_data',
};

/**
 * Everything that a page shows: labels, states and times, never a reason or detail, and a URL only if the page is
 * configured to show it.
 */
export async function readSummary(context: ReadContext, page: StatusPageEntity): Promise<StatusSummary> {
  const groups = (await groupsOf(context, [page])).get(page.id) ?? [];
  const members = groups.flatMap(({ monitors }) => monitors);
  const ids = members.map(({ monitorId }) => monitorId);
  const rows = await rowsOf(context.database, statusOfMonitors, { ids });
  const monitors = new Map(rows.map((row) => [row.id, row]));
  const daily = await listDailyStats(context, { monitorIds: ids, days: SHOWN_DAYS });
  const daysOf = new Map(daily.items.map((item) => [item.monitorId, item]));
  const labels = new Map(
    members.map(({ monitorId, label }) => [monitorId, label ?? monitors.get(monitorId)?.name ?? '']),
  );
  const shown = groups.map(({ name, monitors: inGroup }) => ({
    name,
    monitors: inGroup.flatMap(({ monitorId: id }): PublicMonitor[] => {
      const row = monitors.get(id);
      if (!row) return [];
      const { availability = null, coverage = null, days = [] } = daysOf.get(id) ?? {};
      return [
        {
          id,
          label: labels.get(id) ?? '',
          url: page.showUrl ? row.url : null,
          status: publicStatuses[row.status],
          since: row.since,
          availability,
          coverage,
          days: days.map(({ maintenanceSeconds: _, ...day }) => day),
        },
      ];
    }),
  }));
  const incidents = await incidentsOf(context, page.id, labels);
  // To the minute, so that unchanged content keeps its ETag that long.
  const generatedAt = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS).toISOString();
  return {
    slug: page.slug,
    title: page.title,
    description: page.description,
    status: overallStatus(shown, incidents, generatedAt),
    generatedAt,
    groups: shown,
    incidents,
    outages: await outagesOf(context, labels),
    maintenance: await maintenanceOf(context, labels),
  };
}

type Labels = ReadonlyMap<string, string>;

async function incidentsOf(context: ReadContext, pageId: string, labels: Labels): Promise<PublicIncident[]> {
  const shown = await rowsOf(context.database, shownUpdateIds, { pageId });
  const rows = await context.database.getRepository(StatusUpdateEntity).find({
    where: { id: In(shown.map(({ id }) => id)) },
    order: { startsAt: 'DESC', id: 'ASC' },
  });
  const updates = await updateResponsesOf(context, rows);
  return updates.map(({ id, title, state, startsAt, resolvedAt, monitorIds, messages }) => ({
    id,
    title,
    state,
    startsAt,
    resolvedAt,
    affected: monitorIds.flatMap((monitorId) => labels.get(monitorId) ?? []),
    messages,
  }));
}

async function outagesOf({ database }: ReadContext, labels: Labels): Promise<PublicOutage[]> {
  const rows = await rowsOf(database, recentOutages, { monitorIds: [...labels.keys()] });
  return rows.map(({ id, monitorId, startedAt, endedAt }) => ({
    id,
    label: labels.get(monitorId) ?? '',
    from: startedAt,
    until: endedAt,
  }));
}

/** The names of maintenance windows are internal, so they are left out. */
async function maintenanceOf({ database }: ReadContext, labels: Labels): Promise<StatusSummary['maintenance']> {
  const rows = await rowsOf(database, plannedMaintenance, { monitorIds: [...labels.keys()] });
  return rows.map(({ fromAt, untilAt, ids }) => ({
    from: fromAt,
    until: untilAt,
    affected: ids.flatMap((id) => labels.get(id) ?? []),
  }));
}
