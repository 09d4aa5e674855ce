import type { StatusUpdateState } from '@wakeful/contracts';
import { coversMonitorSql } from '../maintenance.js';
import { isoTime, notNull, number, orNull, text, textOf, texts, uuid, uuids } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';

/** How far the past and the planned work of a page reach. */
const PAST = `interval '14 days'`;
const MAX_LISTED = 50;

export const membersOfPages = statement(
  { pageId: uuid, monitorId: uuid, groupIndex: number, label: orNull(text) },
  { pageIds: uuids },
  `SELECT page_id, monitor_id, group_index, label FROM status_page_monitors
    WHERE page_id = ANY ($pageIds) ORDER BY page_id, group_index, position`,
);
export const deleteMembersOfPage = changeStatement(
  { pageId: uuid },
  'DELETE FROM status_page_monitors WHERE page_id = $pageId',
);
export const insertMembersOfPage = changeStatement(
  { pageId: uuid, members: rowSet({ groupIndex: number, place: number, monitorId: uuid, label: orNull(text) }) },
  `INSERT INTO status_page_monitors (page_id, group_index, position, monitor_id, label)
   SELECT $pageId, group_index, place, monitor_id, label FROM $members`,
);

export const messagesOfUpdates = statement(
  { updateId: uuid, state: textOf<StatusUpdateState>(), body: text, postedAt: isoTime },
  { updateIds: uuids },
  `SELECT update_id, state, body, posted_at FROM status_update_messages
    WHERE update_id = ANY ($updateIds) ORDER BY update_id, id DESC`,
);
export const insertMessage = changeStatement(
  { updateId: uuid, state: text, body: text },
  'INSERT INTO status_update_messages (update_id, state, body) VALUES ($updateId, $state, $body)',
);
export const monitorsOfUpdates = statement(
  { updateId: uuid, monitorId: uuid },
  { updateIds: uuids },
  `SELECT update_id, monitor_id FROM status_update_monitors
    WHERE update_id = ANY ($updateIds) ORDER BY update_id, monitor_id`,
);
export const deleteMonitorsOfUpdate = changeStatement(
  { updateId: uuid },
  'DELETE FROM status_update_monitors WHERE update_id = $updateId',
);
export const insertMonitorsOfUpdate = changeStatement(
  { updateId: uuid, monitorIds: uuids },
  `INSERT INTO status_update_monitors (update_id, monitor_id)
   SELECT DISTINCT $updateId::uuid, m FROM unnest($monitorIds::uuid[]) AS m`,
);

/** Updates that visitors see: not resolved for longer than the page looks back. */
export const shownUpdateIds = statement(
  { id: uuid },
  { pageId: uuid },
  `SELECT id FROM status_updates
    WHERE page_id = $pageId AND (resolved_at IS NULL OR resolved_at > now() - ${PAST})
    ORDER BY starts_at DESC, id LIMIT ${MAX_LISTED}`,
);
export const recentOutages = statement(
  { id: uuid, monitorId: uuid, startedAt: isoTime, endedAt: orNull(isoTime) },
  { monitorIds: uuids },
  `SELECT id, monitor_id, started_at, ended_at FROM downtime_windows
    WHERE monitor_id = ANY ($monitorIds) AND coalesce(ended_at, 'infinity') > now() - ${PAST}
    ORDER BY started_at DESC, id LIMIT ${MAX_LISTED}`,
);
export const plannedMaintenance = statement(
  { fromAt: isoTime, untilAt: isoTime, ids: texts },
  { monitorIds: uuids },
  `SELECT o.from_at, o.until_at, array_agg(m.id::text ORDER BY m.name) AS ids
     FROM maintenance_occurrences o JOIN maintenance_windows w ON w.id = o.window_id
     JOIN monitors m ON m.id = ANY ($monitorIds) AND ${coversMonitorSql}
    WHERE o.until_at > now() AND o.from_at < now() + ${PAST}
    GROUP BY o.window_id, o.from_at, o.until_at ORDER BY o.from_at LIMIT 10`,
);
/** Only those of which it was proved that they are the page's to have. */
export const publishedDomains = statement(
  { domain: notNull(text), slug: text },
  {},
  `SELECT p.domain, p.slug FROM status_pages p JOIN status_page_domains d ON d.page_id = p.id AND d.domain = p.domain
    WHERE p.is_published`,
);
/** The domain of a page, and why it may be served there: null as long as no one has proved it. */
export const domainOfPage = statement(
  { domain: orNull(text), provedBy: orNull(textOf<'dns' | 'admin'>()), provedAt: orNull(isoTime) },
  { pageId: uuid },
  `SELECT p.domain, d.proved_by, d.proved_at
     FROM status_pages p LEFT JOIN status_page_domains d ON d.page_id = p.id AND d.domain = p.domain
    WHERE p.id = $pageId`,
);
/** Only if the page still has this domain. */
export const proveDomain = changeStatement(
  { pageId: uuid, domain: text, provedBy: textOf<'dns' | 'admin'>() },
  `INSERT INTO status_page_domains (page_id, domain, proved_by)
   SELECT id, domain, $provedBy FROM status_pages WHERE id = $pageId AND domain = $domain
   ON CONFLICT (page_id) DO UPDATE SET
     domain = excluded.domain, proved_by = excluded.proved_by, proved_at = excluded.proved_at`,
);
export const deleteProofOfDomain = changeStatement(
  { pageId: uuid },
  'DELETE FROM status_page_domains WHERE page_id = $pageId',
);
