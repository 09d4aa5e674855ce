import { databaseVariables, loadConfig, secretVariables, serviceVariables } from '@wakeful/platform';
import { egressVariables } from '@wakeful/probing';
import { z } from 'zod';

const variables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  ...secretVariables,
  ...egressVariables,
  /** Where people reach Wakeful: the links in messages begin with it. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://status.example.com' })
    .default('http://localhost:3000'),
});
export type NotifierConfig = z.output<typeof variables>;

/** @throws ConfigError */
export const readNotifierConfig = (environment = process.env): NotifierConfig => loadConfig(variables, environment);
