import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. What strayed from the standards in a monitor's newest good answer, and since when it has been just that. Only monitors
 * whose answers stray have a row.
 */
export class MonitorOddities1764450000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE monitor_oddities (
        monitor_id uuid PRIMARY KEY REFERENCES monitors (id) ON DELETE CASCADE,
        oddities jsonb NOT NULL,
        since timestamptz NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE monitor_oddities');
  }
}
