import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. What ended a downtime window other than a good check.
 */
export class EndedBy1764420000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE downtime_windows ADD COLUMN ended_by text CHECK (ended_by IN ('paused'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE downtime_windows DROP COLUMN ended_by');
  }
}
