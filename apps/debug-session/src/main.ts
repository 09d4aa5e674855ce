// Name look-ups (getaddrinfo) each hold a thread.
process.env['UV_THREADPOOL_SIZE'] ??= '16';

import { constants, setPriority } from 'node:os';
import { runService } from '@wakeful/platform';
import { debugSessionVariables, readDebugSessionConfig } from './config.js';
import { DebugSessionModule } from './debug-session.module.js';

// Where it shares a machine with the other services, checks go first. Its browsers inherit the priority.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

await runService({
  name: 'debug-session',
  variables: debugSessionVariables,
  config: readDebugSessionConfig,
  module: (config, logger) => DebugSessionModule.forRoot(config, logger),
});
