import { triggerCodes } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';

/** A slot that is due later than this beyond its interval was not scheduled by the clock that the database has now. */
const SLACK = `interval '60 seconds'`;
/** Re-checks are due within minutes. */
const ONE_OFF_AHEAD = `interval '1 hour'`;
const { schedule } = triggerCodes.toCode;

const RECONCILE = `
  UPDATE monitor_schedule s
     SET next_due_at = CASE WHEN s.trigger = ${schedule}
           THEN date_bin(s.interval_ms * interval '1 ms', now(), timestamptz 'epoch' + s.phase_ms * interval '1 ms')
                  + s.interval_ms * interval '1 ms'
           ELSE now() END
   WHERE (s.monitor_id, s.trigger) IN (
     SELECT monitor_id, trigger FROM monitor_schedule
      WHERE next_due_at > now() + ${SLACK}
        AND next_due_at > now() + CASE WHEN trigger = ${schedule} THEN interval_ms * interval '1 ms' + ${SLACK}
                                       ELSE ${ONE_OFF_AHEAD} END
        FOR UPDATE SKIP LOCKED)
  RETURNING 1`;

/**
 * Brings back what is due too far ahead, as after the database's clock was set back: else nothing would be checked until the
 * old time is reached again. Slots keep their grid, so that one which had run already is known and stored once.
 * @returns how many rows were brought back
 */
export async function reconcileAhead(dataSource: DataSource): Promise<number> {
  const [rows] = await dataSource.query<[unknown[], number]>(RECONCILE);
  return rows.length;
}
