import { locationName } from '@wakeful/contracts';
import { about, integerVariable, loadConfig, secretVariables, serviceVariables } from '@wakeful/platform';
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

export const checkerVariables = z.object({
  ...serviceVariables,
  ...secretVariables,
  ...egressVariables,
  CHECKER_CONCURRENCY: integerVariable(1, 10_000, 200, 'Probes at the same time'),
  CHECKER_LOCATION: locationName
    .default('default')
    .meta(about('Where this checker stands; it takes the checks of this location only')),
  CANARY_URLS: canaryUrls.meta(
    about(
      'Up to 5 pages that answer whenever the Internet can be reached, separated by commas. Asked only when checks fail together, to tell a lost uplink from lost sites; take pages of different operators, such as `http://detectportal.firefox.com/success.txt`, `https://www.google.com/generate_204` and one of your own elsewhere',
    ),
  ),
});
export type CheckerConfig = z.output<typeof checkerVariables>;

/** @throws ConfigError */
export const readCheckerConfig = (environment = process.env): CheckerConfig =>
  loadConfig(checkerVariables, environment);
