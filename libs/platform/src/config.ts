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

/** The values of the variables that `schema` names, as text; adds a sentence to `problems` for each file that cannot be read. */
export function readVariables(
  schema: z.ZodObject,
  environment: Environment,
  problems: string[],
): Record<string, string | undefined> {
  const variables: Record<string, string | undefined> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = readVariable(name, environment, problems);
    variables[name] = value === '' ? undefined : value;
  }
  return variables;
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
  const variables = readVariables(schema, environment, problems);
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

/** What `--help` and docs/configuration.md say of a variable; `--print-config` hides the value of a secret. */
export const about = (description: string): { description: string } => ({ description });
export const aboutSecret = (description: string): { description: string; isSecret: true } => ({
  description,
  isSecret: true,
});

/** How to reach NATS, and as whom. */
export const natsVariables = {
  NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\//, 'must begin with nats:// or tls://')
    .meta(
      about(
        '`nats://` or `tls://`; several servers with commas between them. A server of your own should take messages of 8 MiB (`max_payload: 8MB`): its default of 1 MiB is too small for monitors with large bodies',
      ),
    ),
  NATS_USER: z
    .string()
    .optional()
    .meta(about('Who the service is for NATS; [access.md](access.md) has a user for each')),
  NATS_PASSWORD: z.string().optional().meta(aboutSecret('The password of that user')),
  NATS_CA: pem.meta(about("PEM: the authority of the server's certificate")),
  NATS_CERT: pem.meta(about('PEM: a client certificate of our own')),
  NATS_KEY: pem.meta(aboutSecret('PEM: the key of the client certificate')),
};
export type NatsConfig = z.output<z.ZodObject<typeof natsVariables>>;

/** How to reach Postgres. */
export const databaseAddressVariables = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .meta(about('`postgres://…`')),
  DATABASE_CA: pem.meta(
    about(
      "PEM: the authority of Postgres' certificate; with it or a client certificate the server is verified, whatever `sslmode` says",
    ),
  ),
  DATABASE_CERT: pem.meta(about('PEM: a client certificate of our own')),
  DATABASE_KEY: pem.meta(aboutSecret('PEM: the key of the client certificate')),
};
export type DatabaseConfig = z.output<z.ZodObject<typeof databaseAddressVariables>>;

/** What every service reads. */
export const serviceVariables = {
  PORT: port.meta(
    about('Port for HTTP: the API on the gateway; `/health/live`, `/health/ready` and `/metrics` on every service'),
  ),
  HEALTH_PORT: port
    .optional()
    .meta(
      about(
        'Where `/health` and `/metrics` are served instead of `PORT`, so that no proxy passes them on; Compose and Kubernetes use 3100',
      ),
    ),
  HOST: z.string().default('0.0.0.0').meta(about('Address to listen on')),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], 'must be a level such as info')
    .default('info')
    .meta(about('`trace`, `debug`, `info`, `warn`, `error` or `fatal`; logs are JSON lines on standard output')),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .optional()
    .meta(about('Where traces go, by OTLP over HTTP, such as `http://otel-collector:4318`; without it there are none')),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('must be a number')
    .min(0)
    .max(1)
    .optional()
    .meta(about('The part of the traces that is kept, 0 to 1; 0.01 if it is not set')),
  ...natsVariables,
};

/** For the services that use Postgres. */
export const databaseVariables = {
  ...databaseAddressVariables,
  DATABASE_POOL_SIZE: z.coerce
    .number('must be a number')
    .int()
    .min(2)
    .max(200)
    .default(10)
    .meta(about('Connections to Postgres, 2 to 200')),
};

/** For the services that seal or open secrets. */
export const secretVariables = {
  SECRET_KEY: z
    .string()
    .refine(
      (keys) => keys.split(',').every((key) => isSecretKey(key.trim())),
      'must be one or several keys, newest first, separated by commas, each 32 bytes in base64 (openssl rand -base64 32)',
    )
    .meta(
      aboutSecret(
        '32 bytes in base64 (`openssl rand -base64 32`). To rotate: several, newest first, with commas between them; the first one encrypts, all decrypt',
      ),
    ),
};

/** A whole number with a range and a default. */
export const integerVariable = (min: number, max: number, fallback: number, description: string) =>
  z.coerce
    .number('must be a number')
    .int(`must be a whole number`)
    .min(min, `must be ${min} at least`)
    .max(max, `must be ${max} at most`)
    .default(fallback)
    .meta(about(`${description}, ${min} to ${max}`));

/** For the services that have to know how long data is kept. */
export const retentionVariables = {
  RETENTION_DAYS: integerVariable(
    1,
    3650,
    30,
    'Days for which single checks are kept (hourly sums are kept for 400 days, or as long as the checks if that is longer)',
  ),
  DEBUG_RETENTION_DAYS: integerVariable(
    1,
    365,
    14,
    'Days for which the evidence of debug sessions is kept: network events, console, files (a change takes effect for the files with the next migration)',
  ),
};

/** Of the variable PUBLIC_URL, which the gateway and the notifier read, each with a default of its own. */
export const PUBLIC_URL_MEANS =
  'Under which address people open Wakeful: for login links, OIDC, cookies, and the links in alerts; `http://localhost:3000` if it is not set, on the gateway with its `PORT`';
