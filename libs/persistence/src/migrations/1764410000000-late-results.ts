import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. Results are judged in the order of slot and location, whenever they come, and failures in a row are not far from
 * each other: for both the newest of each is remembered. What late results corrected is kept for people to see; a window
 * that there was not after all is only there.
 */
export class LateResults1764410000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE monitor_state ADD COLUMN last_location_id smallint, ADD COLUMN last_failure_at timestamptz;
      ALTER TABLE downtime_windows ADD COLUMN corrected_at timestamptz;
      CREATE TABLE downtime_corrections (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        monitor_id uuid NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
        window_id uuid NOT NULL,
        corrected_at timestamptz NOT NULL DEFAULT now(),
        kind text NOT NULL CHECK (kind IN ('appeared', 'changed', 'reopened', 'withdrawn')),
        before jsonb,
        after jsonb
      );
      CREATE INDEX downtime_corrections_monitor ON downtime_corrections (monitor_id, corrected_at DESC, id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE downtime_corrections;
      ALTER TABLE downtime_windows DROP COLUMN corrected_at;
      ALTER TABLE monitor_state DROP COLUMN last_location_id, DROP COLUMN last_failure_at;
    `);
  }
}
