import { bool, isoTime, number, orNull, orNulls, text, time, timeMs, uuid } from '../sql/column-types.js';
import { statement } from '../sql/statement.js';
import { measuredColumns, measuredNames } from './check-columns.js';

const names = `scheduled_at, ${measuredNames}`;

export const allLocations = statement({ id: number, name: text }, {}, 'SELECT id, name FROM locations');

/** The newest check from each location of a monitor. */
export const latestChecksOfMonitor = statement(
  { scheduledAt: time, ...measuredColumns },
  { monitorKey: number },
  `SELECT ${names}
     FROM monitors m JOIN locations l ON l.name = ANY (m.locations)
    CROSS JOIN LATERAL (SELECT * FROM checks c WHERE c.monitor_key = m.key AND c.location_id = l.id
                         ORDER BY c.scheduled_at DESC LIMIT 1) newest
    WHERE m.key = $monitorKey`,
);

/** Whether a check is stored, by its identity. */
export const isCheckStored = statement(
  { isStored: bool },
  { monitorId: uuid, location: text, scheduledAt: isoTime },
  `SELECT EXISTS (
     SELECT 1 FROM checks
      WHERE monitor_key = (SELECT key FROM monitors WHERE id = $monitorId)
        AND location_id = (SELECT id FROM locations WHERE name = $location) AND scheduled_at = $scheduledAt
   ) AS is_stored`,
);

/** Nothing of a check where there is none. */
const found = {
  scheduledAt: orNull(time),
  ...orNulls(measuredColumns),
  isFound: orNull(bool),
};

/**
 * Looks through a bounded stretch of a monitor's checks along the primary key, newest first. The key has the location
 * before the time, so it is read once per location and merged. Every row tells where the stretch ends; without a check that
 * was looked for there is one row with nothing else.
 */
export const scanChecksOfMonitor = statement(
  { edgeAt: timeMs, edgeLocationId: number, scannedRows: number, ...found },
  {
    monitorKey: number,
    locationId: orNull(number),
    from: orNull(isoTime),
    to: orNull(isoTime),
    afterAt: orNull(timeMs),
    afterLocationId: orNull(number),
    status: orNull(number),
    scanRows: number,
    maxFound: number,
  },
  // The plain comparison with afterAt lets Postgres leave out newer partitions; the pair alone would not.
  `WITH scanned AS MATERIALIZED (
     SELECT ${names} FROM (SELECT id FROM locations WHERE $locationId::int IS NULL OR id = $locationId) l
      CROSS JOIN LATERAL (
        SELECT * FROM checks
         WHERE location_id = l.id AND monitor_key = $monitorKey
           AND ($from::timestamptz IS NULL OR scheduled_at >= $from)
           AND ($to::timestamptz IS NULL OR scheduled_at < $to)
           AND ($afterAt::timestamptz IS NULL OR
                (scheduled_at <= $afterAt AND (scheduled_at, location_id) < ($afterAt, $afterLocationId::int)))
         ORDER BY scheduled_at DESC LIMIT $scanRows) c
      ORDER BY scheduled_at DESC, location_id DESC LIMIT $scanRows
   ), edge AS (
     SELECT scheduled_at AS edge_at, location_id AS edge_location_id, count(*) OVER () AS scanned_rows
       FROM scanned ORDER BY scheduled_at, location_id LIMIT 1
   )
   SELECT * FROM edge LEFT JOIN (
     SELECT *, true AS is_found FROM scanned WHERE $status::int IS NULL OR status = $status
      ORDER BY scheduled_at DESC, location_id DESC LIMIT $maxFound
   ) found ON true ORDER BY scheduled_at DESC, location_id DESC`,
);

export const gapsOfMonitor = statement(
  { from: isoTime, until: isoTime, location: text, slots: number },
  {
    monitorId: uuid,
    from: orNull(isoTime),
    to: orNull(isoTime),
    afterAt: orNull(timeMs),
    afterLocation: orNull(text),
    limit: number,
  },
  `SELECT from_at AS "from", until_at AS until, location, slots FROM gaps
    WHERE monitor_id = $monitorId AND ($from::timestamptz IS NULL OR until_at > $from)
      AND ($to::timestamptz IS NULL OR from_at < $to)
      AND ($afterAt::timestamptz IS NULL OR (from_at, location) < ($afterAt, $afterLocation::text))
    ORDER BY from_at DESC, location DESC LIMIT $limit`,
);
