import { runService } from '@wakeful/platform';
import { readRecorderConfig, recorderVariables } from './config.js';
import { RecorderModule } from './recorder.module.js';

await runService({
  name: 'recorder',
  variables: recorderVariables,
  config: readRecorderConfig,
  module: (config, logger) => RecorderModule.forRoot(config, logger),
});
