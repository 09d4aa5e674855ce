import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. Scopes are arrays without foreign keys: the message that the monitoring of a deleted page has ended still goes
 * to the channels that named it. A claim of a delivery moves `next_try_at` into the future, which is its lease.
 */
export class Alerts1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE monitors ADD COLUMN parent_id uuid REFERENCES monitors (id) ON DELETE SET NULL;
      CREATE INDEX monitors_parent ON monitors (parent_id) WHERE parent_id IS NOT NULL;

      CREATE TABLE notification_channels (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        type text NOT NULL,
        enabled boolean NOT NULL,
        shown_settings jsonb NOT NULL,
        sealed_settings text NOT NULL,
        events text[] NOT NULL,
        all_monitors boolean NOT NULL,
        monitor_ids uuid[] NOT NULL,
        tags text[] NOT NULL,
        reminder_minutes integer,
        wait_for_diagnosis_seconds integer NOT NULL,
        storm_threshold integer NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT notification_channels_name UNIQUE (name)
      );

      CREATE TABLE alert_events (
        id text PRIMARY KEY,
        kind text NOT NULL,
        monitor_id uuid,
        window_id uuid,
        occurred_at timestamptz NOT NULL,
        facts jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX alert_events_monitor ON alert_events (monitor_id, occurred_at);
      CREATE INDEX alert_events_created_at ON alert_events (created_at);

      CREATE TABLE deliveries (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        sequence bigint GENERATED ALWAYS AS IDENTITY,
        channel_id uuid NOT NULL REFERENCES notification_channels (id) ON DELETE CASCADE,
        event_id text NOT NULL REFERENCES alert_events (id) ON DELETE CASCADE,
        kind text NOT NULL,
        monitor_id uuid,
        window_id uuid,
        digest_id uuid,
        state text NOT NULL,
        muted_by text,
        attempts integer NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        status integer,
        detail text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now(),
        admitted_at timestamptz NOT NULL DEFAULT now(),
        last_tried_at timestamptz,
        next_try_at timestamptz,
        give_up_at timestamptz,
        delivered_at timestamptz,
        CONSTRAINT deliveries_once UNIQUE (channel_id, event_id)
      ) WITH (fillfactor = 70);
      CREATE INDEX deliveries_due ON deliveries (channel_id, next_try_at) WHERE state IN ('pending', 'retrying');
      CREATE INDEX deliveries_admitted_at ON deliveries (channel_id, admitted_at);
      CREATE INDEX deliveries_monitor ON deliveries (channel_id, monitor_id, sequence);
      CREATE INDEX deliveries_window ON deliveries (window_id);
      CREATE INDEX deliveries_digest ON deliveries (digest_id) WHERE digest_id IS NOT NULL;
      CREATE INDEX deliveries_event ON deliveries (event_id);
      CREATE INDEX deliveries_created_at ON deliveries (created_at DESC, id);
      CREATE INDEX deliveries_muted ON deliveries (window_id) WHERE state = 'muted' AND kind = 'down';

      CREATE TABLE monitor_flapping (
        monitor_id uuid PRIMARY KEY REFERENCES monitors (id) ON DELETE CASCADE,
        since timestamptz NOT NULL,
        last_change_at timestamptz NOT NULL
      );

      CREATE TABLE maintenance_windows (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        description text NOT NULL,
        all_monitors boolean NOT NULL,
        monitor_ids uuid[] NOT NULL,
        tags text[] NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        rrule text,
        time_zone text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        CHECK (ends_at > starts_at)
      );

      CREATE TABLE maintenance_occurrences (
        window_id uuid NOT NULL REFERENCES maintenance_windows (id) ON DELETE CASCADE,
        from_at timestamptz NOT NULL,
        until_at timestamptz NOT NULL,
        PRIMARY KEY (window_id, from_at)
      );
      CREATE INDEX maintenance_occurrences_until_at ON maintenance_occurrences (until_at, from_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE maintenance_occurrences, maintenance_windows, monitor_flapping, deliveries, alert_events,
        notification_channels;
      ALTER TABLE monitors DROP COLUMN parent_id;
    `);
  }
}
