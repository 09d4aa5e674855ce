import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { connectionOptions, natsOptionsOf } from '@wakeful/messaging';
import { runService } from '@wakeful/platform';
import { readNotifierConfig } from './config.js';
import { NotifierModule } from './notifier.module.js';

await runService({
  name: 'notifier',
  config: readNotifierConfig,
  module: (config, logger) => NotifierModule.forRoot(config, logger),
  prepare: async (app, config) => {
    app.connectMicroservice<MicroserviceOptions>({
      transport: Transport.NATS,
      options: {
        ...connectionOptions(natsOptionsOf(config, 'notifier')),
        name: 'notifier-requests',
        queue: 'notifiers',
      },
    });
    await app.startAllMicroservices();
  },
});
