import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. Network events are many and large, and go with their day's partition; a session's row stays. `run_id` tells
 * the events of the run that has a summary from those of one that died.
 */
export class DebugSessions1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE debug_sessions (
        id uuid PRIMARY KEY,
        session_key text NOT NULL UNIQUE,
        monitor_id uuid NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
        window_id uuid REFERENCES downtime_windows (id) ON DELETE CASCADE,
        moment text NOT NULL CHECK (moment IN ('opened', 'closed', 'manual')),
        state text NOT NULL CHECK (state IN ('queued', 'completed', 'failed', 'expired', 'skipped')),
        url text NOT NULL,
        requested_at timestamptz NOT NULL,
        started_at timestamptz,
        completed_at timestamptz,
        run_id uuid,
        success boolean,
        error text,
        browser jsonb,
        diagnosis jsonb,
        changes text[] NOT NULL DEFAULT '{}',
        event_count integer NOT NULL DEFAULT 0,
        artifacts jsonb NOT NULL DEFAULT '{}',
        evidence jsonb
      );
      CREATE INDEX debug_sessions_monitor ON debug_sessions (monitor_id, requested_at DESC);
      CREATE INDEX debug_sessions_window ON debug_sessions (window_id) WHERE window_id IS NOT NULL;
      CREATE INDEX debug_sessions_queued ON debug_sessions (requested_at) WHERE state = 'queued';
      CREATE INDEX debug_sessions_with_evidence ON debug_sessions (requested_at) WHERE evidence IS NOT NULL;

      CREATE TABLE network_events (
        requested_at timestamptz NOT NULL,
        session_id uuid NOT NULL,
        run_id uuid NOT NULL,
        sequence integer NOT NULL,
        status smallint,
        is_failed boolean NOT NULL,
        type text NOT NULL,
        resource_type text NOT NULL,
        url text NOT NULL,
        event jsonb NOT NULL,
        PRIMARY KEY (session_id, run_id, sequence, requested_at)
      ) PARTITION BY RANGE (requested_at);

      ALTER TABLE downtime_windows ADD COLUMN suggested_root_cause text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE downtime_windows DROP COLUMN suggested_root_cause;
      DROP TABLE network_events, debug_sessions;
    `);
  }
}
