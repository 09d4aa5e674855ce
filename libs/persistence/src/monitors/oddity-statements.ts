import { isoTime, json, orNull, text, timeMs, uuid, uuids } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';

/** Of a monitor whose answers do not stray: null. */
export const odditiesOfMonitor = statement(
  { oddities: orNull(json<string[]>()), since: orNull(isoTime) },
  { monitorId: uuid },
  `SELECT o.oddities, o.since
     FROM monitors m LEFT JOIN monitor_oddities o ON o.monitor_id = m.id WHERE m.id = $monitorId`,
);

export const saveOddities = changeStatement(
  { strayed: rowSet({ monitorId: uuid, oddities: json<readonly string[]>(), since: timeMs, location: text }) },
  `INSERT INTO monitor_oddities (monitor_id, oddities, since, location)
   SELECT monitor_id, oddities, since, location FROM $strayed ORDER BY monitor_id
   ON CONFLICT (monitor_id) DO UPDATE
      SET oddities = excluded.oddities, since = excluded.since, location = excluded.location`,
);

export const forgetOddities = changeStatement(
  { monitorIds: uuids },
  'DELETE FROM monitor_oddities WHERE monitor_id = ANY ($monitorIds)',
);
