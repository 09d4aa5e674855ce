import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
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
      options: { servers: config.NATS_URL.split(','), queue: 'notifiers', maxReconnectAttempts: -1 },
    });
    await app.startAllMicroservices();
  },
});
