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
  /** By what name to greet mail servers; without it, the host of PUBLIC_URL. */
  SMTP_EHLO_NAME: z
    .string()
    .max(255)
    .regex(
      /^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.IPv]+\])$/,
      'must be a host name such as status.example.com',
    )
    .optional(),
});
export type NotifierConfig = z.output<typeof variables>;

/** @throws ConfigError */
export const readNotifierConfig = (environment = process.env): NotifierConfig => loadConfig(variables, environment);
