import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * expand. What a delivery has reached so far, how often it was refused in a row, and until when a receiver asked to be left
 * alone. Channels that hear of every outage hear of trouble with the monitoring itself as well.
 */
export class AlertProgress1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE deliveries
        ADD COLUMN refusals integer NOT NULL DEFAULT 0,
        ADD COLUMN reached text[] NOT NULL DEFAULT '{}';
      ALTER TABLE notification_channels ADD COLUMN resting_until timestamptz;
      UPDATE notification_channels SET events = events || 'system'::text WHERE all_monitors AND 'down' = ANY (events);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE notification_channels SET events = array_remove(events, 'system');
      ALTER TABLE notification_channels DROP COLUMN resting_until;
      ALTER TABLE deliveries DROP COLUMN reached, DROP COLUMN refusals;
    `);
  }
}
