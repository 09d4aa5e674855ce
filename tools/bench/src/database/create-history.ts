import { DAY_MS, HOUR_MS, phases } from '@wakeful/contracts';
import { PhaseHistograms } from '@wakeful/domain';
import { runStatement } from '@wakeful/launching';
import { createDataSource, ensureRollupPartition, statusCodes, triggerCodes } from '@wakeful/persistence';
import type pg from 'pg';

/** So many different hours there are; which one a monitor gets depends on it and on the hour. */
const SAMPLES = 512;
const SECONDS_PER_HOUR = 3_600;
/** In the median, in microseconds: a page behind TLS at some distance. */
const PHASE_MEDIANS_US = { dns: 9_000, connect: 18_000, tls: 40_000, ttfb: 95_000, transfer: 12_000 } as const;
const SPREAD = 0.3;
const WINDOWS_PER_MONITOR_AND_MONTH = 1.5;
/** There is one outage of a monitor in each part of the time at most, in its younger half: they do not overlap. */
const PARTS = 10;

export interface History {
  readonly days: number;
  readonly intervalSeconds: number;
  /** Of as many monitors as this, the first by name, every single check of the last day is there too. */
  readonly monitorsWithChecks: number;
}

/**
 * Gives all monitors that there are a past, as if the system had run for so long: rollups, outages, names, tags. No
 * browser checks run when they are down, as there is no browser for them here.
 */
export async function createHistory(database: pg.Pool, history: History, signal: AbortSignal): Promise<void> {
  await nameTagAndDate(database, history);
  await createRollups(database, history, signal);
  await createOutages(database, history);
  await createChecks(database, history);
  await runStatement(database, 'VACUUM (ANALYZE) check_rollups, checks, downtime_windows, monitors, monitor_state');
  await runStatement(database, 'VACUUM (ANALYZE) schedule_periods');
  await runStatement(database, 'CHECKPOINT');
}

/** 20 teams, three kinds of environments, names that one can search for, and a beginning so long ago. */
async function nameTagAndDate(database: pg.Pool, { days, intervalSeconds }: History): Promise<void> {
  // A whole number of intervals, so that the slots stay where they are.
  const seconds = Math.floor((days * DAY_MS) / 1_000 / intervalSeconds) * intervalSeconds;
  // One statement, as each leaves a dead copy of the table behind that a real installation does not have.
  await runStatement(
    database,
    `UPDATE monitors SET
       name = (ARRAY['Shop', 'Search', 'Checkout', 'Account', 'Blog', 'Status', 'Media', 'Mail'])[1 + key % 8] || ' '
              || (ARRAY['Berlin', 'Lisbon', 'Oslo', 'Quito', 'Sydney', 'Tokyo'])[1 + key / 8 % 6] || ' ' || lpad(key::text, 5, '0'),
       tags = ARRAY['team-' || lpad((key % 20)::text, 2, '0'), (ARRAY['production', 'staging', 'testing'])[1 + key / 20 % 3]],
       created_at = created_at - make_interval(secs => $1),
       debug_on_down = false`,
    [seconds],
  );
  await runStatement(database, 'UPDATE schedule_periods SET from_at = from_at - make_interval(secs => $1)', [seconds]);
  await runStatement(database, 'UPDATE monitor_state SET since = since - make_interval(secs => $1)', [seconds]);
}

/** Hour by hour, as the recorder writes them: rows of an hour lie together. */
async function createRollups(database: pg.Pool, history: History, signal: AbortSignal): Promise<void> {
  const untilMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const fromMs = untilMs - history.days * DAY_MS;
  await ensurePartitions(database, fromMs, untilMs);
  const perHour = SECONDS_PER_HOUR / history.intervalSeconds;
  const samples = Array.from({ length: SAMPLES }, () => sampleHour(perHour));
  const client = await database.connect();
  try {
    await runStatement(client, 'SET synchronous_commit = off');
    await runStatement(client, 'CREATE TEMP TABLE sample_hours (n int PRIMARY KEY, latency bytea NOT NULL)');
    await runStatement(
      client,
      'INSERT INTO sample_hours SELECT n - 1, hour FROM unnest($1::bytea[]) WITH ORDINALITY s (hour, n)',
      [samples],
    );
    await runStatement(client, 'ANALYZE sample_hours');
    for (let dayMs = fromMs; dayMs < untilMs; dayMs += DAY_MS) {
      signal.throwIfAborted();
      await runStatement(
        client,
        `INSERT INTO check_rollups (hour, monitor_key, expected_slots, up, degraded, down, unknown, latency)
         SELECT hour, m.key, $3, $3, 0, 0, 0, s.latency
           FROM generate_series($1::timestamptz, $2, interval '1 hour') WITH ORDINALITY h (hour, n)
          CROSS JOIN monitors m JOIN sample_hours s ON s.n = (m.key * 31 + h.n * 17) % ${SAMPLES}
          ORDER BY hour, m.key
         ON CONFLICT DO NOTHING`,
        [new Date(dayMs), new Date(dayMs + DAY_MS - HOUR_MS), Math.round(perHour)],
      );
    }
  } finally {
    // The connection goes too, with its setting and its table.
    client.release(true);
  }
}

async function ensurePartitions(database: pg.Pool, fromMs: number, untilMs: number): Promise<void> {
  const { connectionString } = database.options;
  const dataSource = createDataSource(connectionString ?? '', 'wakeful-bench', 1);
  await dataSource.initialize();
  try {
    for (let atMs = fromMs; atMs < untilMs + DAY_MS; atMs += DAY_MS)
      await ensureRollupPartition(dataSource, new Date(atMs));
  } finally {
    await dataSource.destroy();
  }
}

/** Response times have a long tail to one side. */
function sampleHour(checks: number): Buffer {
  const histograms = new PhaseHistograms();
  for (let n = 0; n < checks; n++) {
    const timings = Object.fromEntries(phases.map((phase) => [phase, skewed(PHASE_MEDIANS_US[phase])]));
    histograms.add(timings as Record<(typeof phases)[number], number>);
  }
  return Buffer.from(histograms.encode());
}

function skewed(median: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return Math.round(median * Math.exp(SPREAD * normal));
}

/** Ended ones, of a few minutes to some hours, and what they did to the rollups of their hours. */
async function createOutages(database: pg.Pool, { days, intervalSeconds }: History): Promise<void> {
  await runStatement(
    database,
    `INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, last_good_at, opened_at, reasons, affected_checks,
                                   first_failure)
     SELECT gen_random_uuid(), id, at, at + length, at - make_interval(secs => $2), at, '{http_status}',
            greatest(1, extract(epoch FROM length) / $2)::int,
            '{"reason": "http_status", "detail": "503 Service Unavailable", "httpStatus": 503, "facts": {}}'
       FROM (SELECT m.id, now() - interval '1 day' - (part - random() / 2) / ${PARTS} * make_interval(days => $1 - 2) AS at,
                    interval '2 minutes' + power(random(), 4) * interval '4 hours' AS length
               FROM monitors m CROSS JOIN generate_series(1, ${PARTS}) part
              WHERE random() < $3::float8 * $1 / 30 / ${PARTS}) outage`,
    [days, intervalSeconds, WINDOWS_PER_MONITOR_AND_MONTH],
  );
  await runStatement(
    database,
    `UPDATE check_rollups r SET down = lost.slots, up = r.expected_slots - lost.slots
       FROM (SELECT m.key, hour, least($1, sum(ceil(extract(epoch FROM
                      least(w.ended_at, hour + interval '1 hour') - greatest(w.started_at, hour)) * $1 / 3600)))::int AS slots
               FROM downtime_windows w JOIN monitors m ON m.id = w.monitor_id
              CROSS JOIN LATERAL generate_series(date_trunc('hour', w.started_at), w.ended_at, interval '1 hour') hour
              WHERE w.ended_at IS NOT NULL GROUP BY 1, 2) lost
      WHERE r.monitor_key = lost.key AND r.hour = lost.hour`,
    [Math.round(SECONDS_PER_HOUR / intervalSeconds)],
  );
}

/** Every slot of the last day, until the schedule began. */
async function createChecks(database: pg.Pool, { intervalSeconds, monitorsWithChecks }: History): Promise<void> {
  await runStatement(database, `INSERT INTO locations (name) VALUES ('default') ON CONFLICT DO NOTHING`);
  const timing = (medianUs: number): string => `(${medianUs} * (0.7 + random() + power(random(), 20) * 8))::int`;
  await runStatement(
    database,
    `INSERT INTO checks (scheduled_at, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us, http_status,
                         location_id, status, reason, trigger, detail)
     SELECT slot, m.key, 2, ${phases.map((phase) => timing(PHASE_MEDIANS_US[phase])).join(', ')}, 200, l.id,
            ${statusCodes.toCode.up}, 0, ${triggerCodes.toCode.schedule}, ''
       FROM (SELECT id, key FROM monitors ORDER BY lower(name), id LIMIT $2) m
       JOIN monitor_schedule s ON s.monitor_id = m.id AND s.trigger = ${triggerCodes.toCode.schedule}
       JOIN locations l ON l.name = 'default'
      CROSS JOIN LATERAL generate_series(s.next_due_at - 2 * make_interval(secs => $1),
                                         s.next_due_at - interval '1 day', -make_interval(secs => $1)) slot
     ON CONFLICT DO NOTHING`,
    [intervalSeconds, monitorsWithChecks],
  );
}
