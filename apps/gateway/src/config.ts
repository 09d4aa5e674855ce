import { databaseVariables, loadConfig, secretVariables, serviceVariables } from '@wakeful/platform';
import { z } from 'zod';

export const gatewayVariables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  ...secretVariables,
});
export type GatewayConfig = z.output<typeof gatewayVariables>;

/** @throws ConfigError */
export const readGatewayConfig = (): GatewayConfig => loadConfig(gatewayVariables);
