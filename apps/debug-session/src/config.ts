import { integerVariable, loadConfig, secretVariables, serviceVariables } from '@wakeful/platform';
import { egressVariables } from '@wakeful/probing';
import { z } from 'zod';

/** Where a browser is to be found; read by the service and by the step that brings one. */
export const browserVariables = {
  CHROMIUM_PATH: z.string().optional(),
  /** The browser's own sandbox; `auto`: on, unless the service runs as root, where Chromium refuses to start with it. */
  CHROMIUM_SANDBOX: z.enum(['auto', 'on', 'off'], 'must be auto, on or off').default('auto'),
};

const variables = z.object({
  ...serviceVariables,
  ...browserVariables,
  /** Browsers that run at the same time at most. */
  DEBUG_CONCURRENCY: integerVariable(1, 32, 2),
  /** After so long a session's browser is killed, whatever it does. */
  DEBUG_DEADLINE_SECONDS: integerVariable(10, 300, 45),
  /** Names of headers, parameters and fields whose values are hidden, in addition to those that always are. */
  DEBUG_REDACT_NAMES: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((name) => name.trim().toLowerCase())
        .filter(Boolean),
    ),
  ...secretVariables,
  ...egressVariables,
});
export type DebugSessionConfig = z.output<typeof variables>;

/** @throws ConfigError */
export const readDebugSessionConfig = (environment = process.env): DebugSessionConfig =>
  loadConfig(variables, environment);
