import type { DataSource } from 'typeorm';

/** However short the intervals are: a few restarts of a service are no alarm. */
const MIN_PATIENCE_SECONDS = 120;
/** Beyond two intervals and a time-out, how long a result may be under way. */
const RESULT_GRACE_SECONDS = 30;

/**
 * True while checks are stored as fast as the monitor with the shortest interval wants them. Asks Postgres, so that
 * several recorders say the same. With nothing to watch nothing is stored.
 */
export async function isStoring(dataSource: DataSource): Promise<boolean> {
  const [row] = await dataSource.query<{ isStoring: boolean | null }[]>(
    `SELECT max(s.last_slot_at) > now() - make_interval(secs => greatest(
              min(2 * m.interval_seconds + m.timeout_ms / 1000.0) + ${RESULT_GRACE_SECONDS}, ${MIN_PATIENCE_SECONDS})) AS "isStoring"
       FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
      WHERE m.enabled`,
  );
  return row?.isStoring ?? false;
}
