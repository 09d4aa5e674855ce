import type { EntityManager } from 'typeorm';

/** The receiver of a channel asked to be left alone for a while; a person knows better, or has named another one. */
export const endRest = (manager: EntityManager, channelId: string): Promise<unknown> =>
  manager.query('UPDATE notification_channels SET resting_until = NULL WHERE id = $1 AND resting_until IS NOT NULL', [
    channelId,
  ]);
