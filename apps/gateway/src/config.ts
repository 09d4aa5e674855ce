import { isIP } from 'node:net';
import { role } from '@wakeful/contracts';
import {
  databaseAddressVariables,
  databaseVariables,
  type Environment,
  integerVariable,
  loadConfig,
  type NatsConfig,
  natsVariables,
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
  /** The public URL of Wakeful: for links, OIDC redirects and secure cookies. */
  PUBLIC_URL: webAddress.optional(),
  /** CIDRs of proxies whose X-Forwarded-For is trusted; without it, the connection's IP address is used. */
  TRUSTED_PROXIES: z.string().refine(areBlocks, 'must be IP addresses or CIDRs, separated by commas').optional(),
  METRICS_PUBLIC: yesOrNo.default('false'),
  ADMIN_EMAIL: z.string().includes('@', { error: 'must be an email address' }).max(254).optional(),
  ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').max(200).optional(),
  BOOTSTRAP_API_KEY: z
    .string()
    .regex(
      API_KEY,
      'must be wk_ followed by at least 32 characters of A-Z a-z 0-9 _ - (echo wk_$(openssl rand -hex 32))',
    )
    .optional(),
  SESSION_IDLE_HOURS: integerVariable(1, 8_760, 72),
  SESSION_MAX_HOURS: integerVariable(1, 8_760, 720),
  RATE_LIMIT_PER_MINUTE: integerVariable(10, 1_000_000, 3_000),
  /** For status pages, feeds and badges from one IP address, which may be shared by a whole company. */
  RATE_LIMIT_PAGES_PER_MINUTE: integerVariable(10, 10_000_000, 30_000),
  AUDIT_RETENTION_DAYS: integerVariable(1, 3_650, 365),
};

const oidcVariables = {
  OIDC_ISSUER: webAddress.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_SCOPE: z.string().default('openid email profile'),
  OIDC_ROLE_CLAIM: z.string().default('roles'),
  OIDC_ADMIN_VALUES: z.string().default('admin'),
  OIDC_EDITOR_VALUES: z.string().default('editor'),
  OIDC_VIEWER_VALUES: z.string().default('viewer'),
  OIDC_DEFAULT_ROLE: role.optional(),
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
    /** Whom to ask for the TXT record that proves a status page's domain, with commas between; empty: the system's own. */
    DOMAIN_NAME_SERVERS: z
      .string()
      .refine(areServers, 'must be addresses such as 192.0.2.53 or [2001:db8::1]:53, separated by commas')
      .default(''),
    /** The maximum number of monitors with their own series in the metrics; 0 for none. */
    METRICS_MAX_MONITORS: integerVariable(0, 100_000, 1_000),
  })
  .superRefine((config, context) => {
    for (const [given, needed] of belongTogether) {
      if (config[given] === undefined || config[needed] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [needed], message: `is required with ${given}` });
    }
  });
export type GatewayConfig = z.output<typeof gatewayVariables>;

const resealVariables = z.object({ ...databaseAddressVariables, ...secretVariables });

/** @throws ConfigError */
export const readResealConfig = (environment: Environment = process.env): z.output<typeof resealVariables> =>
  loadConfig(resealVariables, environment);

/** @throws ConfigError */
export const readGatewayConfig = (environment: Environment = process.env): GatewayConfig =>
  loadConfig(gatewayVariables, environment);

/** @throws ConfigError */
export const readDeadLettersConfig = (environment: Environment = process.env): NatsConfig =>
  loadConfig(z.object(natsVariables), environment);
