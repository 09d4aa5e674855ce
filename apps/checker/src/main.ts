// Name look-ups (getaddrinfo) each hold a thread: with the default of four, four dead resolvers would hold up all.
process.env['UV_THREADPOOL_SIZE'] ??= '64';

import type { MicroserviceOptions } from '@nestjs/microservices';
import { connectionOptions, natsOptionsOf, RequestServer } from '@wakeful/messaging';
import { runService } from '@wakeful/platform';
import { CheckerModule } from './checker.module.js';
import { checkerVariables, readCheckerConfig } from './config.js';

await runService({
  name: 'checker',
  variables: checkerVariables,
  config: readCheckerConfig,
  module: (config, logger) => CheckerModule.forRoot(config, logger),
  prepare: async (app, config) => {
    app.connectMicroservice<MicroserviceOptions>({
      strategy: new RequestServer({ ...connectionOptions(natsOptionsOf(config, 'checker')), queue: 'checkers' }),
    });
    await app.startAllMicroservices();
  },
});
