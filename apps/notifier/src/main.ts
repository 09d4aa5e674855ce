import type { MicroserviceOptions } from '@nestjs/microservices';
import { connectionOptions, natsOptionsOf, RequestServer } from '@wakeful/messaging';
import { runService } from '@wakeful/platform';
import { notifierVariables, readNotifierConfig } from './config.js';
import { NotifierModule } from './notifier.module.js';

await runService({
  name: 'notifier',
  variables: notifierVariables,
  config: readNotifierConfig,
  module: (config, logger) => NotifierModule.forRoot(config, logger),
  prepare: async (app, config) => {
    app.connectMicroservice<MicroserviceOptions>({
      strategy: new RequestServer({
        ...connectionOptions(natsOptionsOf(config, 'notifier')),
        name: 'notifier-requests',
        queue: 'notifiers',
      }),
    });
    await app.startAllMicroservices();
  },
});
