import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isSecretKey } from './secret-box.js';

/** The environment does not describe a service that can start. Names the variables, never their values. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Variables by their names, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables may also be given as `<NAME>_FILE`, the path of a file that holds the value, as secrets are mounted. */
function readVariable(name: string, environment: Environment, problems: string[]): string | undefined {
  const path = environment[`${name}_FILE`];
  // Compose files and manifests often set a variable to nothing: that is as good as not setting it.
  if (environment[name] || !path) return environment[name];
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    problems.push(`${name}_FILE: the file cannot be read`);
    return undefined;
  }
}

/**
 * Reads the variables that `schema` names from the environment.
 * @throws ConfigError with one sentence for each variable that is missing or wrong.
 */
export function loadConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Environment = process.env,
): z.output<z.ZodObject<Shape>> {
  const problems: string[] = [];
  const variables: Record<string, string | undefined> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = readVariable(name, environment, problems);
    variables[name] = value === '' ? undefined : value;
  }
  const result = schema.safeParse(variables);
  if (!result.success) {
    for (const issue of result.error.issues) {
      const name = String(issue.path[0]);
      if (variables[name] !== undefined) problems.push(`${name}: ${issue.message}`);
      else problems.push(issue.code === 'custom' ? `${name} ${issue.message}` : `${name} is missing`);
    }
  }
  if (problems.length > 0 || !result.success) throw new ConfigError(problems);
  return result.data;
}

const port = z.coerce.number('must be a port number').int().min(0).max(65_535);

/** PEM text; most often given as a file, by `<NAME>_FILE`. */
const pem = z.string().startsWith('-----BEGIN ', 'must be PEM text (or name its file with _FILE)').optional();

/** How to reach NATS, and as whom. */
export const natsVariables = {
  NATS_URL: z.string().regex(/^(nats|tls):\/\//, 'must begin with nats:// or tls://'),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  NATS_CA: pem,
  NATS_CERT: pem,
  NATS_KEY: pem,
};
export type NatsConfig = z.output<z.ZodObject<typeof natsVariables>>;

/** How to reach Postgres. */
export const databaseAddressVariables = {
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
  DATABASE_CA: pem,
  DATABASE_CERT: pem,
  DATABASE_KEY: pem,
};
export type DatabaseConfig = z.output<z.ZodObject<typeof databaseAddressVariables>>;

/** What every service reads. */
export const serviceVariables = {
  PORT: port,
  /** Where `/health` and `/metrics` are served instead of `PORT`, so that a proxy cannot pass them on by mistake. */
  HEALTH_PORT: port.optional(),
  HOST: z.string().default('0.0.0.0'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], 'must be a level such as info')
    .default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number('must be a number').min(0).max(1).optional(),
  ...natsVariables,
};

/** For the services that use Postgres. */
export const databaseVariables = {
  ...databaseAddressVariables,
  DATABASE_POOL_SIZE: z.coerce.number('must be a number').int().min(2).max(200).default(10),
};

/** For the services that seal or open secrets. */
export const secretVariables = {
  SECRET_KEY: z
    .string()
    .refine(
      (keys) => keys.split(',').every((key) => isSecretKey(key.trim())),
      'must be one or several keys, newest first, separated by commas, each 32 bytes in base64 (openssl rand -base64 32)',
    ),
};

/** A whole number with a range and a default. */
export const integerVariable = (min: number, max: number, fallback: number) =>
  z.coerce
    .number('must be a number')
    .int(`must be a whole number`)
    .min(min, `must be ${min} at least`)
    .max(max, `must be ${max} at most`)
    .default(fallback);

/** For the services that have to know how long data is kept. */
export const retentionVariables = {
  /** Days for which single checks are kept. */
  RETENTION_DAYS: integerVariable(1, 3650, 30),
  /** Days for which the browser evidence of debug sessions is kept. */
  DEBUG_RETENTION_DAYS: integerVariable(1, 365, 14),
};
