import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. A check takes at most two minutes: a monitor that was allowed more gets what a new one may have.
 */
export class TimeoutLimit1764440000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('UPDATE monitors SET timeout_ms = 120000, version = version + 1 WHERE timeout_ms > 120000');
  }

  async down(): Promise<void> {
    // What was configured before is not known any more, and two minutes were allowed then as well.
  }
}
