import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. How the page of a monitor was when it was last good, and visits that are made to know it.
 */
export class Baselines1764435000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE monitor_baselines (
        monitor_id uuid PRIMARY KEY REFERENCES monitors (id) ON DELETE CASCADE,
        good_check jsonb,
        good_visit jsonb,
        visited_at timestamptz,
        visit_asked_at timestamptz
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE monitor_baselines');
  }
}
