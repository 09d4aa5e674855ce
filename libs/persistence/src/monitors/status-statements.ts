import type { MonitorStatus } from '@wakeful/contracts';
import { isoTime, number, orNull, text, textOf, uuid, uuids } from '../sql/column-types.js';
import { statement } from '../sql/statement.js';
import { effectiveSinceSql, effectiveStatusSql } from './effective-status.js';

const status = textOf<MonitorStatus>();
const withState = 'FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id';

export const statusOfMonitors = statement(
  { id: uuid, name: text, url: text, status, since: isoTime },
  { ids: uuids },
  `SELECT m.id, m.name, m.url, ${effectiveStatusSql} AS status, ${effectiveSinceSql} AS since
     ${withState} WHERE m.id = ANY ($ids)`,
);

export const countMonitorsByStatus = statement(
  { status, count: number },
  {},
  `SELECT ${effectiveStatusSql} AS status, count(*) AS count ${withState} GROUP BY 1`,
);

export const countMonitorsByLocation = statement(
  { name: text, count: number },
  {},
  'SELECT location AS name, count(*) AS count FROM monitors, unnest(locations) AS location GROUP BY 1 ORDER BY 1',
);

/** Only of a monitor that a published public page shows. */
export const statusOfPublicMonitor = statement(
  { status },
  { id: uuid },
  `SELECT ${effectiveStatusSql} AS status ${withState}
    WHERE m.id = $id AND EXISTS (
      SELECT FROM status_page_monitors pm JOIN status_pages p ON p.id = pm.page_id
       WHERE pm.monitor_id = m.id AND p.is_published AND p.visibility = 'public')`,
);

/** The oldest ones: a series must not come and go as others are created. Paused ones have nothing to tell. */
export const figuresOfMonitors = statement(
  {
    id: uuid,
    name: text,
    status,
    responseSeconds: orNull(number),
    certificateSeconds: orNull(number),
    total: number,
  },
  { maxMonitors: number },
  `SELECT m.id, m.name, ${effectiveStatusSql} AS status,
          CASE WHEN s.last_status <> 0 THEN (s.last_total_us / 1e6)::float8 END AS response_seconds,
          extract(epoch FROM s.certificate_expires_at - now())::float8 AS certificate_seconds, count(*) OVER () AS total
     ${withState} WHERE m.enabled ORDER BY m.key LIMIT $maxMonitors`,
);
