import { runService } from '@wakeful/platform';
import { readSchedulerConfig } from './config.js';
import { SchedulerModule } from './scheduler.module.js';

await runService({
  name: 'scheduler',
  config: readSchedulerConfig,
  module: (config, logger) => SchedulerModule.forRoot(config, logger),
});
