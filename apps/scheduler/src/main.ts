import { runService } from '@wakeful/platform';
import { readSchedulerConfig, schedulerVariables } from './config.js';
import { SchedulerModule } from './scheduler.module.js';

await runService({
  name: 'scheduler',
  variables: schedulerVariables,
  config: readSchedulerConfig,
  module: (config, logger) => SchedulerModule.forRoot(config, logger),
});
