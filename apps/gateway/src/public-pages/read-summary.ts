import type {
  MonitorStatus,
  PublicIncident,
  PublicMonitor,
  PublicOutage,
  PublicStatus,
  StatusSummary,
} from '@wakeful/contracts';
import { coversMonitorSql } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { overallStatus } from './overall-status.js';
import { SHOWN_DAYS } from './page-style.js';
import { effectiveSinceSql, effectiveStatusSql } from '../monitors/effective-status.js';
import { dailyStatsOf } from '../stats/daily-stats.js';
import { groupsOf, type PageRow } from '../status-pages/read-pages.js';
import { updateResponsesOf, type UpdateRow, updateSelect } from '../status-pages/read-updates.js';

const MINUTE_MS = 60_000;
/** How far the past and the planned work reach. */
const PAST = `interval '14 days'`;
const MAX_LISTED = 50;

const publicStatuses: Readonly<Record<MonitorStatus, PublicStatus>> = {
  up: 'operational',
  degraded: 'degraded',
  down: 'down',
  maintenance: 'maintenance',
  unknown: 'no_data',
  pending: 'no_data',
  paused: 'no_data',
};
interface MonitorRow {
  id: string;
  name: string;
  url: string;
  status: MonitorStatus;
  since: Date;
}

/** Everything that a page shows: labels, states and times, never a reason or a detail, and an address only if it says so. */
export async function readSummary(manager: EntityManager, page: PageRow): Promise<StatusSummary> {
  const groups = (await groupsOf(manager, [page])).get(page.id) ?? [];
  const members = groups.flatMap(({ monitors }) => monitors);
  const ids = members.map(({ monitorId }) => monitorId);
  const rows = await manager.query<MonitorRow[]>(
    `SELECT m.id, m.name, m.url, ${effectiveStatusSql} AS status, ${effectiveSinceSql} AS since
       FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id WHERE m.id = ANY ($1::uuid[])`,
    [ids],
  );
  const monitors = new Map(rows.map((row) => [row.id, row]));
  const daily = await dailyStatsOf(manager, ids, SHOWN_DAYS);
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
          since: row.since.toISOString(),
          availability,
          coverage,
          days: days.map(({ maintenanceSeconds: _, ...day }) => day),
        },
      ];
    }),
  }));
  const incidents = await incidentsOf(manager, page.id, labels);
  // To the minute: what has not changed otherwise keeps its ETag for so long.
  const generatedAt = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS).toISOString();
  return {
    slug: page.slug,
    title: page.title,
    description: page.description,
    status: overallStatus(shown, incidents, generatedAt),
    generatedAt,
    groups: shown,
    incidents,
    outages: await outagesOf(manager, labels),
    maintenance: await maintenanceOf(manager, labels),
  };
}

type Labels = ReadonlyMap<string, string>;

async function incidentsOf(manager: EntityManager, pageId: string, labels: Labels): Promise<PublicIncident[]> {
  const rows = await manager.query<UpdateRow[]>(
    `${updateSelect} WHERE page_id = $1 AND (resolved_at IS NULL OR resolved_at > now() - ${PAST})
      ORDER BY starts_at DESC, id LIMIT ${MAX_LISTED}`,
    [pageId],
  );
  const updates = await updateResponsesOf(manager, rows);
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

async function outagesOf(manager: EntityManager, labels: Labels): Promise<PublicOutage[]> {
  const rows = await manager.query<{ id: string; monitorId: string; from: Date; until: Date | null }[]>(
    `SELECT id, monitor_id AS "monitorId", started_at AS "from", ended_at AS until FROM downtime_windows
      WHERE monitor_id = ANY ($1::uuid[]) AND coalesce(ended_at, 'infinity') > now() - ${PAST}
      ORDER BY started_at DESC, id LIMIT ${MAX_LISTED}`,
    [[...labels.keys()]],
  );
  return rows.map(({ id, monitorId, from, until }) => ({
    id,
    label: labels.get(monitorId) ?? '',
    from: from.toISOString(),
    until: until?.toISOString() ?? null,
  }));
}

/** The names of maintenance windows are for colleagues, so they are left out. */
async function maintenanceOf(manager: EntityManager, labels: Labels): Promise<StatusSummary['maintenance']> {
  const rows = await manager.query<{ from: Date; until: Date; ids: string[] }[]>(
    `SELECT o.from_at AS "from", o.until_at AS until, array_agg(m.id::text ORDER BY m.name) AS ids
       FROM maintenance_occurrences o JOIN maintenance_windows w ON w.id = o.window_id
       JOIN monitors m ON m.id = ANY ($1::uuid[]) AND ${coversMonitorSql}
      WHERE o.until_at > now() AND o.from_at < now() + ${PAST}
      GROUP BY o.window_id, o.from_at, o.until_at ORDER BY o.from_at LIMIT 10`,
    [[...labels.keys()]],
  );
  return rows.map(({ from, until, ids }) => ({
    from: from.toISOString(),
    until: until.toISOString(),
    affected: ids.flatMap((id) => labels.get(id) ?? []),
  }));
}
