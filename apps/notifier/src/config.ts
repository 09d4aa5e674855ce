import {
  about,
  databaseVariables,
  loadConfig,
  PUBLIC_URL_MEANS,
  secretVariables,
  serviceVariables,
} from '@wakeful/platform';
import { egressVariables } from '@wakeful/probing';
import { z } from 'zod';

export const notifierVariables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  ...secretVariables,
  ...egressVariables,
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://status.example.com' })
    .default('http://localhost:3000')
    .meta(about(PUBLIC_URL_MEANS)),
  SMTP_EHLO_NAME: z
    .string()
    .max(255)
    .regex(/^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.IPv]+\])$/, 'must be a hostname such as status.example.com')
    .optional()
    .meta(about('By what name mail servers are greeted; the host of `PUBLIC_URL` if it is not set')),
});
export type NotifierConfig = z.output<typeof notifierVariables>;

/** @throws ConfigError */
export const readNotifierConfig = (environment = process.env): NotifierConfig =>
  loadConfig(notifierVariables, environment);
