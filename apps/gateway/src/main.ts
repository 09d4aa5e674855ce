import { runService } from '@wakeful/platform';
import { gatewayVariables, readGatewayConfig } from './config.js';
import { configureApp } from './configure-app.js';
import { GatewayModule } from './gateway.module.js';

await runService({
  name: 'gateway',
  variables: gatewayVariables,
  config: readGatewayConfig,
  module: (config, logger) => GatewayModule.forRoot(config, logger),
  trustedProxies: (config) => config.TRUSTED_PROXIES,
  prepare: configureApp,
});
