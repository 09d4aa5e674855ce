import { databaseVariables, integerVariable, isSecretKey, loadConfig, serviceVariables } from '@wakeful/platform';
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
  /** Monitors that have series of their own in the metrics, at most; 0 for none. */
  METRICS_MAX_MONITORS: integerVariable(0, 100_000, 1_000),
});
export type GatewayConfig = z.output<typeof gatewayVariables>;

/** @throws ConfigError */
export const readGatewayConfig = (environment = process.env): GatewayConfig =>
  loadConfig(gatewayVariables, environment);
