import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. Which location saw a monitor's answers stray; null in earlier rows: whichever answers next.
 */
export class OdditiesLocation1764460000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE monitor_oddities ADD COLUMN location text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE monitor_oddities DROP COLUMN location');
  }
}
