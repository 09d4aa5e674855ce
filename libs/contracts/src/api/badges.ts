import { z } from 'zod';

export const badgeFile = z.enum(['status.svg', 'uptime.svg', 'response.svg']);
export const badgeWindow = z.enum(['24h', '7d', '30d', '90d']);

export const badgeParameters = z.object({
  monitorId: z.uuid().meta({ example: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c' }),
  file: badgeFile.meta({ example: 'uptime.svg' }),
});
export type BadgeParameters = z.output<typeof badgeParameters>;

export const badgeQuery = z.strictObject({
  window: badgeWindow.default('24h').meta({ example: '30d' }),
  label: z.string().min(1).max(60).optional().meta({ description: 'The text on the left.' }),
});
export type BadgeQuery = z.output<typeof badgeQuery>;
