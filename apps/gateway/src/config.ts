import { databaseVariables, isSecretKey, loadConfig, serviceVariables } from '@wakeful/platform';
import { z } from 'zod';

export const gatewayVariables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  SECRET_KEY: z
    .string()
    .refine(
      (keys) => keys.split(',').every((key) => isSecretKey(key.trim())),
      'must be one or several keys, separated by commas, each 32 bytes in base64 (openssl rand -base64 32)',
    ),
});
export type GatewayConfig = z.output<typeof gatewayVariables>;

/** @throws ConfigError */
export const readGatewayConfig = (): GatewayConfig => loadConfig(gatewayVariables);
