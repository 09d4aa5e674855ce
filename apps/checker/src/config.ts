import { locationName } from '@wakeful/contracts';
import { integerVariable, loadConfig, secretVariables, serviceVariables } from '@wakeful/platform';
import { egressVariables } from '@wakeful/probing';
import { z } from 'zod';

const MAX_CANARIES = 5;

const canaryUrls = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((url) => url.trim()))
  .transform((urls) => urls.filter((url) => url !== ''))
  .pipe(
    z
      .array(z.url({ protocol: /^https?$/, message: 'must be http or https URLs, separated by commas' }))
      .max(MAX_CANARIES, `must be at most ${MAX_CANARIES} URLs`),
  );

const variables = z.object({
  ...serviceVariables,
  ...secretVariables,
  ...egressVariables,
  /** Probes that run at the same time at most. */
  CHECKER_CONCURRENCY: integerVariable(1, 10_000, 200),
  /** Where this checker stands; it takes the checks of this location only. */
  CHECKER_LOCATION: locationName.default('default'),
  /** Pages that answer whenever the Internet can be reached, separated by commas; asked only when checks fail together. */
  CANARY_URLS: canaryUrls,
});
export type CheckerConfig = z.output<typeof variables>;

/** @throws ConfigError */
export const readCheckerConfig = (environment = process.env): CheckerConfig => loadConfig(variables, environment);
