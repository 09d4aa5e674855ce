import { locationName } from '@wakeful/contracts';
import { integerVariable, loadConfig, secretVariables, serviceVariables } from '@wakeful/platform';
import { egressVariables } from '@wakeful/probing';
import { z } from 'zod';

const variables = z.object({
  ...serviceVariables,
  ...secretVariables,
  ...egressVariables,
  /** Probes that run at the same time at most. */
  CHECKER_CONCURRENCY: integerVariable(1, 10_000, 200),
  /** Where this checker stands; it takes the checks of this location only. */
  CHECKER_LOCATION: locationName.default('default'),
});
export type CheckerConfig = z.output<typeof variables>;

/** @throws ConfigError */
export const readCheckerConfig = (environment = process.env): CheckerConfig => loadConfig(variables, environment);
