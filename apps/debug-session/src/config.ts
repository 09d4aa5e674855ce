import { about, integerVariable, loadConfig, secretVariables, serviceVariables } from '@wakeful/platform';
import { egressVariables } from '@wakeful/probing';
import { z } from 'zod';

/** Where a browser is to be found; read by the service and by the step that brings one. */
export const browserVariables = {
  CHROMIUM_PATH: z.string().optional().meta(about('The Chromium or Chrome to run; looked for if it is not set')),
  CHROMIUM_SANDBOX: z
    .enum(['auto', 'on', 'off'], 'must be auto, on or off')
    .default('auto')
    .meta(
      about(
        "The browser's own sandbox: `on`, `off`, or `auto`: on unless the service runs as root, where Chromium refuses to start with it",
      ),
    ),
};

export const debugSessionVariables = z.object({
  ...serviceVariables,
  ...browserVariables,
  DEBUG_CONCURRENCY: integerVariable(1, 32, 2, 'Browsers at the same time'),
  DEBUG_DEADLINE_SECONDS: integerVariable(10, 300, 45, "After so long a session's browser is killed, whatever it does"),
  DEBUG_REDACT_NAMES: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((name) => name.trim().toLowerCase())
        .filter(Boolean),
    )
    .meta(
      about(
        'Names of headers, parameters and JSON fields whose values are hidden, separated by commas, in addition to [those that always are](debug-sessions.md)',
      ),
    ),
  ...secretVariables,
  ...egressVariables,
});
export type DebugSessionConfig = z.output<typeof debugSessionVariables>;

/** @throws ConfigError */
export const readDebugSessionConfig = (environment = process.env): DebugSessionConfig =>
  loadConfig(debugSessionVariables, environment);
