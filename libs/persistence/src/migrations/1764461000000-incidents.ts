import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. Incidents: downtime windows that have one cause. Each window that is there already becomes an incident of its own, under the
 * same id.
 */
export class Incidents1764461000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE incidents (
        id uuid PRIMARY KEY,
        started_at timestamptz NOT NULL,
        cause_kind text,
        cause_value text,
        root_cause text,
        owner text,
        acknowledged_at timestamptz,
        acknowledged_by text,
        CHECK ((cause_kind IS NULL) = (cause_value IS NULL)),
        CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
      );
      CREATE INDEX incidents_started_at ON incidents (started_at DESC, id);

      CREATE TABLE incident_windows (
        window_id uuid PRIMARY KEY REFERENCES downtime_windows (id) ON DELETE CASCADE,
        incident_id uuid NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
        added_by text,
        added_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX incident_windows_incident ON incident_windows (incident_id);

      CREATE TABLE incident_shares (
        window_id uuid NOT NULL REFERENCES downtime_windows (id) ON DELETE CASCADE,
        kind text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (window_id, kind, value)
      );
      CREATE INDEX incident_shares_value ON incident_shares (kind, value);

      CREATE TABLE incident_entries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        incident_id uuid NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
        at timestamptz NOT NULL DEFAULT now(),
        kind text NOT NULL,
        author text NOT NULL,
        text text NOT NULL
      );
      CREATE INDEX incident_entries_incident ON incident_entries (incident_id, id);

      CREATE TABLE alert_threads (
        channel_id uuid NOT NULL REFERENCES notification_channels (id) ON DELETE CASCADE,
        incident_id uuid NOT NULL,
        delivery_id uuid NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        told_diagnosis text,
        told_windows integer NOT NULL DEFAULT 0,
        told_at timestamptz,
        updates integer NOT NULL DEFAULT 0,
        PRIMARY KEY (channel_id, incident_id)
      );
      CREATE INDEX alert_threads_delivery ON alert_threads (delivery_id);

      INSERT INTO incidents (id, started_at) SELECT id, started_at FROM downtime_windows;
      INSERT INTO incident_windows (window_id, incident_id, added_at) SELECT id, id, opened_at FROM downtime_windows;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE alert_threads, incident_entries, incident_shares, incident_windows, incidents');
  }
}
