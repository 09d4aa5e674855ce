import { databaseVariables, loadConfig, secretVariables, serviceVariables } from '@wakeful/platform';
import { egressVariables } from '@wakeful/probing';
import { z } from 'zod';

const variables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  ...secretVariables,
  ...egressVariables,
  /** The public URL of Wakeful, used for links in messages. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://status.example.com' })
    .default('http://localhost:3000'),
  /** The EHLO name for mail servers; defaults to the host of PUBLIC_URL. */
  SMTP_EHLO_NAME: z
    .string()
    .max(255)
    .regex(/^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.IPv]+\])$/, 'must be a hostname such as status.example.com')
    .optional(),
});
export type NotifierConfig = z.output<typeof variables>;

/** @throws ConfigError */
export const readNotifierConfig = (environment = process.env): NotifierConfig => loadConfig(variables, environment);
