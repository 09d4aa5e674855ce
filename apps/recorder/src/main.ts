import { runService } from '@wakeful/platform';
import { readRecorderConfig } from './config.js';
import { RecorderModule } from './recorder.module.js';

await runService({
  name: 'recorder',
  config: readRecorderConfig,
  module: (config, logger) => RecorderModule.forRoot(config, logger),
});
