import { isIP } from 'node:net';
import { role } from '@wakeful/contracts';
import {
  about,
  aboutSecret,
  databaseAddressVariables,
  databaseVariables,
  type Environment,
  integerVariable,
  loadConfig,
  type NatsConfig,
  natsVariables,
  PUBLIC_URL_MEANS,
  retentionVariables,
  secretVariables,
  serviceVariables,
} from '@wakeful/platform';
import { z } from 'zod';
import { API_KEY } from './identity/password-hasher.js';

const yesOrNo = z.enum(['true', 'false'], 'must be true or false');
const webAddress = z.url({ protocol: /^https?$/, error: 'must begin with https:// or http://' });

const isBlock = (text: string): boolean => {
  const [address = '', bits = '0'] = text.split('/');
  return isIP(address) > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
};
const areBlocks = (text: string): boolean => text.split(',').every((block) => isBlock(block.trim()));

const accessVariables = {
  PUBLIC_URL: webAddress.optional().meta(about(PUBLIC_URL_MEANS)),
  TRUSTED_PROXIES: z
    .string()
    .refine(areBlocks, 'must be IP addresses or CIDRs, separated by commas')
    .optional()
    .meta(
      about(
        'IP addresses or CIDRs of proxies whose `X-Forwarded-For` is believed; without it, the address of the connection counts',
      ),
    ),
  METRICS_PUBLIC: yesOrNo.default('false').meta(about('`true`: `/metrics` needs no login')),
  ADMIN_EMAIL: z
    .string()
    .includes('@', { error: 'must be an email address' })
    .max(254)
    .optional()
    .meta(about('The first admin, made if there is no user yet; without it the log has a login link')),
  ADMIN_PASSWORD: z
    .string()
    .min(12, 'must have at least 12 characters')
    .max(200)
    .optional()
    .meta(aboutSecret('The password of the first admin')),
  BOOTSTRAP_API_KEY: z
    .string()
    .regex(
      API_KEY,
      'must be wk_ followed by at least 32 characters of A-Z a-z 0-9 _ - (echo wk_$(openssl rand -hex 32))',
    )
    .optional()
    .meta(aboutSecret('An admin key of your own: `echo wk_$(openssl rand -hex 32)`')),
  SESSION_IDLE_HOURS: integerVariable(1, 8_760, 72, 'How long a login session lasts without use'),
  SESSION_MAX_HOURS: integerVariable(1, 8_760, 720, 'How long a login session lasts in all'),
  RATE_LIMIT_PER_MINUTE: integerVariable(
    10,
    1_000_000,
    3_000,
    'Requests for each key, user or unknown address, over all replicas',
  ),
  RATE_LIMIT_PAGES_PER_MINUTE: integerVariable(
    10,
    10_000_000,
    30_000,
    'Requests for status pages, feeds and badges from one address, which a whole company may share, over all replicas',
  ),
  AUDIT_RETENTION_DAYS: integerVariable(1, 3_650, 365, 'Days for which the audit log is kept'),
};

const oidcVariables = {
  OIDC_ISSUER: webAddress
    .optional()
    .meta(about('Logging in by an identity provider; needs `OIDC_CLIENT_ID` and `PUBLIC_URL`')),
  OIDC_CLIENT_ID: z.string().optional().meta(about('The id of Wakeful at the identity provider')),
  OIDC_CLIENT_SECRET: z.string().optional().meta(aboutSecret('The secret of that client')),
  OIDC_SCOPE: z.string().default('openid email profile').meta(about('What is asked of the identity provider')),
  OIDC_ROLE_CLAIM: z.string().default('roles').meta(about('The claim that gives a role, as in `realm_access.roles`')),
  OIDC_ADMIN_VALUES: z
    .string()
    .default('admin')
    .meta(about('Values of the claim that make admins, with commas between them')),
  OIDC_EDITOR_VALUES: z
    .string()
    .default('editor')
    .meta(about('Values of the claim that make editors, with commas between them')),
  OIDC_VIEWER_VALUES: z
    .string()
    .default('viewer')
    .meta(about('Values of the claim that make viewers, with commas between them')),
  OIDC_DEFAULT_ROLE: role.optional().meta(about('The role of those whose claim gives none; not set: they stay out')),
};

const belongTogether = [
  ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
  ['ADMIN_PASSWORD', 'ADMIN_EMAIL'],
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID'],
  ['OIDC_ISSUER', 'PUBLIC_URL'],
] as const;

const areServers = (text: string): boolean =>
  text === '' ||
  text.split(',').every((server) => isIP(server.trim().replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, '$1$3')) > 0);

export const gatewayVariables = z
  .object({
    ...serviceVariables,
    ...databaseVariables,
    ...accessVariables,
    ...oidcVariables,
    ...secretVariables,
    ...retentionVariables,
    DOMAIN_NAME_SERVERS: z
      .string()
      .refine(areServers, 'must be addresses such as 192.0.2.53 or [2001:db8::1]:53, separated by commas')
      .default('')
      .meta(
        about(
          'Name servers for the TXT record that verifies the domain of a status page, such as `192.0.2.53,[2001:db8::53]:5353`; empty: the name servers of the machine',
        ),
      ),
    METRICS_MAX_MONITORS: integerVariable(0, 100_000, 1_000, 'Monitors with series of their own in `/metrics`'),
  })
  .superRefine((config, context) => {
    for (const [given, needed] of belongTogether) {
      if (config[given] === undefined || config[needed] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [needed], message: `is required with ${given}` });
    }
  });
export type GatewayConfig = z.output<typeof gatewayVariables>;

export const resealVariables = z.object({ ...databaseAddressVariables, ...secretVariables });

/** @throws ConfigError */
export const readResealConfig = (environment: Environment = process.env): z.output<typeof resealVariables> =>
  loadConfig(resealVariables, environment);

/** @throws ConfigError */
export const readGatewayConfig = (environment: Environment = process.env): GatewayConfig =>
  loadConfig(gatewayVariables, environment);

/** @throws ConfigError */
export const readDeadLettersConfig = (environment: Environment = process.env): NatsConfig =>
  loadConfig(z.object(natsVariables), environment);
