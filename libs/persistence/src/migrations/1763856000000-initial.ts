import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. Column order in `checks` is by size, so that no space is lost to alignment, and every column is NOT NULL, so
 * that no row carries a null bitmap: 76 bytes a row. The key has the location before the time, as that order needs no
 * padding: 28 bytes an entry in place of 36. A timing of 0 means that the phase did not happen.
 */
export class Initial1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE monitors (
        id uuid PRIMARY KEY,
        key integer GENERATED ALWAYS AS IDENTITY UNIQUE,
        name text NOT NULL,
        url text NOT NULL,
        description text NOT NULL,
        enabled boolean NOT NULL,
        interval_seconds integer NOT NULL,
        timeout_ms integer NOT NULL,
        method text NOT NULL,
        locations text[] NOT NULL,
        tags text[] NOT NULL,
        probe jsonb NOT NULL,
        sealed_secrets text,
        confirmations smallint NOT NULL,
        confirmation_interval_seconds integer NOT NULL,
        recovery_confirmations smallint NOT NULL,
        circuit_breaker jsonb,
        debug_on_down boolean NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT monitors_url_method UNIQUE (url, method)
      );
      CREATE INDEX monitors_name ON monitors (lower(name), id);
      CREATE INDEX monitors_tags ON monitors USING gin (tags);

      CREATE TABLE monitor_schedule (
        monitor_id uuid NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
        trigger smallint NOT NULL,
        next_due_at timestamptz NOT NULL,
        interval_ms integer NOT NULL,
        phase_ms integer NOT NULL,
        location text,
        PRIMARY KEY (monitor_id, trigger)
      ) WITH (fillfactor = 70);
      CREATE INDEX monitor_schedule_next_due_at ON monitor_schedule (next_due_at);

      CREATE TABLE schedule_periods (
        monitor_id uuid NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
        from_at timestamptz NOT NULL,
        until_at timestamptz,
        interval_ms integer NOT NULL,
        phase_ms integer NOT NULL,
        locations text[] NOT NULL,
        PRIMARY KEY (monitor_id, from_at)
      );

      CREATE TABLE monitor_state (
        monitor_id uuid PRIMARY KEY REFERENCES monitors (id) ON DELETE CASCADE,
        state smallint NOT NULL DEFAULT 0,
        since timestamptz NOT NULL DEFAULT now(),
        last_slot_at timestamptz,
        known_until timestamptz,
        settled_until timestamptz NOT NULL DEFAULT now(),
        failures integer NOT NULL DEFAULT 0,
        successes integer NOT NULL DEFAULT 0,
        unknowns integer NOT NULL DEFAULT 0,
        first_failure_at timestamptz,
        first_good_at timestamptz,
        last_good_at timestamptz,
        failure_reasons text[] NOT NULL DEFAULT '{}',
        affected_checks integer NOT NULL DEFAULT 0,
        window_id uuid,
        is_circuit_open boolean NOT NULL DEFAULT false,
        certificate_expires_at timestamptz,
        last_status smallint NOT NULL DEFAULT 0,
        last_reason smallint NOT NULL DEFAULT 0,
        last_http_status smallint NOT NULL DEFAULT 0,
        last_total_us integer NOT NULL DEFAULT 0,
        last_detail text NOT NULL DEFAULT '',
        first_failure jsonb
      ) WITH (fillfactor = 50);
      CREATE INDEX monitor_state_settled_until ON monitor_state (settled_until);

      CREATE TABLE locations (
        id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL UNIQUE
      );

      CREATE TABLE checks (
        scheduled_at timestamptz NOT NULL,
        monitor_key integer NOT NULL,
        delay_ms integer NOT NULL,
        dns_us integer NOT NULL,
        connect_us integer NOT NULL,
        tls_us integer NOT NULL,
        ttfb_us integer NOT NULL,
        transfer_us integer NOT NULL,
        http_status smallint NOT NULL,
        location_id smallint NOT NULL,
        status smallint NOT NULL,
        reason smallint NOT NULL,
        trigger smallint NOT NULL,
        detail text NOT NULL,
        PRIMARY KEY (monitor_key, location_id, scheduled_at)
      ) PARTITION BY RANGE (scheduled_at);

      CREATE TABLE gaps (
        monitor_id uuid NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
        location text NOT NULL,
        from_at timestamptz NOT NULL,
        until_at timestamptz NOT NULL,
        slots integer NOT NULL,
        PRIMARY KEY (monitor_id, location, from_at)
      );
      CREATE INDEX gaps_from_at ON gaps (from_at);

      CREATE TABLE check_rollups (
        hour timestamptz NOT NULL,
        monitor_key integer NOT NULL,
        expected_slots integer NOT NULL,
        up integer NOT NULL,
        degraded integer NOT NULL,
        down integer NOT NULL,
        unknown integer NOT NULL,
        latency bytea NOT NULL,
        PRIMARY KEY (monitor_key, hour)
      ) PARTITION BY RANGE (hour);
      -- For the statistics of all monitors over the last hours, which would read the whole month. A few pages in size,
      -- as rows come in the order of their hours.
      CREATE INDEX check_rollups_hour ON check_rollups USING brin (hour) WITH (autosummarize = on);

      CREATE TABLE rollup_progress (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        closed_until timestamptz NOT NULL
      );
      INSERT INTO rollup_progress (closed_until) VALUES (date_trunc('hour', now()));

      CREATE TABLE stale_rollups (
        monitor_key integer NOT NULL,
        hour timestamptz NOT NULL,
        PRIMARY KEY (monitor_key, hour)
      );

      CREATE TABLE downtime_windows (
        id uuid PRIMARY KEY,
        monitor_id uuid NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        last_good_at timestamptz,
        opened_at timestamptz NOT NULL DEFAULT now(),
        reasons text[] NOT NULL,
        affected_checks integer NOT NULL,
        first_failure jsonb NOT NULL,
        root_cause text,
        notes text,
        CHECK (ended_at > started_at)
      );
      CREATE INDEX downtime_windows_monitor ON downtime_windows (monitor_id, started_at DESC);
      CREATE INDEX downtime_windows_started_at ON downtime_windows (started_at DESC, id);
      CREATE UNIQUE INDEX downtime_windows_one_open ON downtime_windows (monitor_id) WHERE ended_at IS NULL;

      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        message text NOT NULL,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE outbox, downtime_windows, stale_rollups, rollup_progress, check_rollups, gaps, checks, locations,
        monitor_state, schedule_periods, monitor_schedule, monitors;
    `);
  }
}
