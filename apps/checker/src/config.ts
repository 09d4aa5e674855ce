import { locationName } from '@wakeful/contracts';
import { isSecretKey, integerVariable, loadConfig, serviceVariables } from '@wakeful/platform';
import { parseEgressPolicy } from '@wakeful/probing';
import { z } from 'zod';

const isEgressList = (text: string): boolean => {
  try {
    parseEgressPolicy(text, '');
    return true;
  } catch {
    return false;
  }
};
const egressList = z
  .string()
  .refine(isEgressList, 'must be a list of CIDRs and of the presets "public" and "internal", separated by commas');

const variables = z.object({
  ...serviceVariables,
  /** Probes that run at the same time at most. */
  CHECKER_CONCURRENCY: integerVariable(1, 10_000, 200),
  /** Where this checker stands; it takes the checks of this location only. */
  CHECKER_LOCATION: locationName.default('default'),
  SECRET_KEY: z
    .string()
    .refine(
      (text) => text.split(',').every(isSecretKey),
      'must be 32 bytes in base64, or several, newest first, separated by commas',
    ),
  EGRESS_ALLOW: egressList.default('internal'),
  EGRESS_DENY: egressList.default(''),
});
export type CheckerConfig = z.output<typeof variables>;

/** @throws ConfigError */
export const readCheckerConfig = (environment = process.env): CheckerConfig => loadConfig(variables, environment);
