import type { GoodCheck, GoodVisit, IncidentCauseKind, IncidentShare } from '@wakeful/contracts';
import { json, number, orNull, text, textOf, texts, timeMs, uuid, uuids } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';
import type { FirstFailure } from '../downtime/window-recording-statements.js';

/** `signature` is looked for in the past, and joins nothing. */
type StoredKind = IncidentCauseKind | 'signature';

/** Those of the windows that are in no incident yet, in the order in which they began. */
export const windowsToPlace = statement(
  {
    windowId: uuid,
    startedMs: timeMs,
    url: text,
    firstFailure: json<Partial<FirstFailure>>(),
    sentence: text,
    goodCheck: orNull(json<GoodCheck>()),
    goodVisit: orNull(json<GoodVisit>()),
  },
  { windowIds: uuids },
  `SELECT w.id AS window_id, w.started_at AS started_ms, m.url, w.first_failure,
          coalesce(w.suggested_root_cause, w.first_failure ->> 'detail', '') AS sentence, b.good_check, b.good_visit
     FROM downtime_windows w
     JOIN monitors m ON m.id = w.monitor_id
     LEFT JOIN monitor_baselines b ON b.monitor_id = w.monitor_id
    WHERE w.id = ANY ($windowIds) AND NOT EXISTS (SELECT 1 FROM incident_windows i WHERE i.window_id = w.id)
    ORDER BY w.started_at, w.id`,
);

/** Windows that lasted for a minute without an incident: of a recorder of the release before, or of results that came late. */
export const windowsWithoutIncident = statement(
  { windowId: uuid },
  { limit: number },
  `SELECT w.id AS window_id FROM downtime_windows w
    WHERE w.opened_at < now() - interval '1 minute' AND w.started_at > now() - interval '7 days'
      AND NOT EXISTS (SELECT 1 FROM incident_windows i WHERE i.window_id = w.id)
    LIMIT $limit`,
);

/** The windows that opened within so many milliseconds and last, with what they share; those that people moved are left out. */
export const recentlyPlaced = statement(
  { windowId: uuid, incidentId: uuid, shares: json<IncidentShare[]>() },
  { withinMs: number },
  `SELECT w.id AS window_id, i.incident_id,
          (SELECT coalesce(json_agg(json_build_object('kind', s.kind, 'value', s.value)), '[]')
             FROM incident_shares s WHERE s.window_id = w.id AND s.kind <> 'signature') AS shares
     FROM downtime_windows w JOIN incident_windows i ON i.window_id = w.id
    WHERE w.ended_at IS NULL AND w.opened_at > now() - $withinMs::float8 * interval '1 millisecond' AND i.added_by IS NULL
    ORDER BY w.opened_at, w.id`,
);

export const insertShares = changeStatement(
  { shares: rowSet({ windowId: uuid, kind: textOf<StoredKind>(), value: text }) },
  `INSERT INTO incident_shares (window_id, kind, value) SELECT window_id, kind, value FROM $shares ON CONFLICT DO NOTHING`,
);

export const insertIncidents = changeStatement(
  { incidents: rowSet({ id: uuid, startedMs: timeMs }) },
  'INSERT INTO incidents (id, started_at) SELECT id, started_ms FROM $incidents',
);

export const placeWindows = changeStatement(
  { placed: rowSet({ windowId: uuid, incidentId: uuid }) },
  `INSERT INTO incident_windows (window_id, incident_id) SELECT window_id, incident_id FROM $placed ON CONFLICT DO NOTHING`,
);

/** Puts windows into an incident; `addedBy`: who did it, null for a rule. */
export const moveWindows = changeStatement(
  { windowIds: uuids, incidentId: uuid, addedBy: orNull(text) },
  `UPDATE incident_windows SET incident_id = $incidentId, added_by = $addedBy, added_at = now()
    WHERE window_id = ANY ($windowIds)`,
);

/** A window that continues under another id stays in its incident. */
export const handOnIncident = changeStatement(
  { from: uuid, to: uuid },
  'UPDATE incident_windows SET window_id = $to WHERE window_id = $from',
);

export const incidentOfWindow = statement(
  { incidentId: uuid },
  { windowId: uuid },
  'SELECT incident_id FROM incident_windows WHERE window_id = $windowId',
);

/** What every window of an incident shares, of those that have several. */
export const commonShares = statement(
  { incidentId: uuid, kind: textOf<IncidentCauseKind>(), value: text },
  { incidentIds: uuids },
  `SELECT i.incident_id, s.kind, s.value
     FROM incident_windows i JOIN incident_shares s ON s.window_id = i.window_id AND s.kind <> 'signature'
    WHERE i.incident_id = ANY ($incidentIds)
    GROUP BY i.incident_id, s.kind, s.value
   HAVING count(*) > 1 AND count(*) = (SELECT count(*) FROM incident_windows a WHERE a.incident_id = i.incident_id)`,
);

/** Brings what incidents say of themselves in line with their windows. */
export const describeIncidents = changeStatement(
  { incidents: rowSet({ id: uuid, kind: orNull(textOf<IncidentCauseKind>()), value: orNull(text) }) },
  `UPDATE incidents i
      SET cause_kind = incidents.kind, cause_value = incidents.value,
          started_at = coalesce((SELECT min(w.started_at) FROM incident_windows iw JOIN downtime_windows w ON w.id = iw.window_id
                                  WHERE iw.incident_id = i.id), i.started_at)
     FROM $incidents WHERE i.id = incidents.id`,
);

/** Deletes what has no window left: of those named, or of all that began more than an hour ago. */
export const deleteEmptyIncidents = changeStatement(
  { ids: orNull(uuids) },
  `DELETE FROM incidents i
    WHERE NOT EXISTS (SELECT 1 FROM incident_windows iw WHERE iw.incident_id = i.id)
      AND CASE WHEN $ids::uuid[] IS NULL THEN i.started_at < now() - interval '1 hour' ELSE i.id = ANY ($ids) END`,
);

/** How many enabled monitors are checked from each of the locations. */
export const monitorsAtLocations = statement(
  { location: text, count: number },
  { locations: texts },
  `SELECT location, count(*) AS count FROM monitors m CROSS JOIN unnest(m.locations) AS location
    WHERE m.enabled AND location = ANY ($locations) GROUP BY location`,
);
