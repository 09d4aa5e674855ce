import { z } from 'zod';
import { assertion } from './assertions.js';
import { monitorAuth } from './monitor-auth.js';
import { nameText } from './name-text.js';
import { proxyUrl, resolverAddress, serverName } from './network-address.js';
import { httpMethods, locationName, MAX_RESOLVERS, tlsVersions } from './probe-spec.js';
import { HIDDEN_SECRET } from './secrets.js';

const MEBIBYTE = 1_048_576;

/** A code (`204`), a range (`200-299`) or a class (`2xx`). RFC 9110 has classes 1 to 5; servers send codes up to 999. */
const expectedStatus = z
  .string()
  .regex(/^([1-9]xx|[1-9]\d\d(-[1-9]\d\d)?)$/, 'must be a code such as "204", a range "200-299" or a class "2xx"')
  .refine((text) => !text.includes('-') || text.slice(0, 3) <= text.slice(4), 'must be a range from low to high');

export const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/, 'must be a header name');
export const headerValue = z
  .string()
  .max(8192)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must not contain a line break or another control character');

/** The longest URL that still fits into an index of the database. */
const MAX_URL_CHARACTERS = 2048;
const URL_TOO_LONG = `must be at most ${MAX_URL_CHARACTERS} characters`;

/** An absolute http or https URL without credentials. */
export const monitorUrl = z
  .string()
  .max(MAX_URL_CHARACTERS, URL_TOO_LONG)
  .superRefine((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url) context.addIssue({ code: 'custom', message: 'must be a URL, such as https://example.com/' });
    else if (url.protocol !== 'http:' && url.protocol !== 'https:')
      context.addIssue({ code: 'custom', message: 'must begin with http:// or https://' });
    else if (url.username || url.password)
      context.addIssue({ code: 'custom', message: 'must not contain credentials: use "auth" for them' });
    else if (text.length <= MAX_URL_CHARACTERS && url.href.length > MAX_URL_CHARACTERS)
      context.addIssue({ code: 'custom', message: URL_TOO_LONG });
  })
  .meta({ example: 'https://example.com/' });

export const circuitBreaker = z.strictObject({
  failureThreshold: z.int().min(1).max(1000).default(5),
  cooldownSeconds: z.int().min(5).max(86_400).default(300),
});
export type CircuitBreaker = z.infer<typeof circuitBreaker>;

export const monitorTags = z.array(z.string().min(1).max(64)).max(50);

/** The maximum timeout: a client may wait for it, and a checker slot is occupied meanwhile. */
export const MAX_TIMEOUT_MS = 120_000;

/** Text in PEM, or what stands for a stored one. Whether it can be read, the gateway finds out: see tls-material.ts. */
const pem = (label: string, kind: string, maxCharacters: number, placeholder: string | null = null) => {
  const block = new RegExp(String.raw`-----BEGIN ${label}-----[\s\S]+-----END ${label}-----`);
  return z
    .string()
    .max(maxCharacters)
    .refine((text) => text === placeholder || block.test(text), `must be ${kind} in PEM`);
};
const certificates = pem('CERTIFICATE', 'one certificate or several', 65_536).nullable();
const privateKey = pem(
  '(?:RSA |EC )?PRIVATE KEY',
  'a private key without a passphrase',
  16_384,
  HIDDEN_SECRET,
).nullable();

/** How an https connection is made and trusted. A client certificate and its key go together. */
export const monitorTls = z.strictObject({
  verify: z.boolean().default(true),
  ca: certificates.default(null).meta({ description: 'PEM certificates trusted in addition to the public CAs.' }),
  clientCertificate: certificates.default(null),
  clientKey: privateKey.default(null).meta({ description: 'PEM without a passphrase; shown as `***`.' }),
  minVersion: z.enum(tlsVersions).nullable().default(null),
  serverName: serverName
    .nullable()
    .default(null)
    .meta({ description: 'Sent as SNI and verified instead of the hostname in the URL.' }),
});
export type MonitorTls = z.infer<typeof monitorTls>;

/**
 * Where a field is kept. `column`: a column of `monitors`, which SQL can ask. `json`: in one JSON column with all that SQL
 * does not ask; a new one needs no migration, and a checker is sent it if the ProbeSpec has its name. `sealed`: encrypted,
 * in the ProbeSecrets. `tls` is kept in both: what is secret of it is sealed.
 */
export type FieldPlace = 'column' | 'json' | 'sealed' | 'json+sealed';

/**
 * What a field means for the stored secrets. `way`: it decides where they go or who can read them on the way, so that
 * they must be entered again when it changes (monitor-secrets.ts decides when). `holds`: it holds secrets itself.
 * `none`: neither.
 */
export type SecretRole = 'way' | 'holds' | 'way+holds' | 'none';

interface MonitorField<Shape extends z.ZodType, Start, Place extends FieldPlace, Role extends SecretRole> {
  readonly shape: Shape;
  /** What a new monitor has when nothing is said; `required`: something must be; `derived`: it follows from others. */
  readonly start: Start;
  readonly place: Place;
  readonly secrets: Role;
}

const REQUIRED = 'required';
const DERIVED = 'derived';
type Start<Shape extends z.ZodType> = typeof REQUIRED | typeof DERIVED | { readonly value: z.output<Shape> };

const field = <
  Shape extends z.ZodType,
  const S extends Start<Shape>,
  Place extends FieldPlace,
  Role extends SecretRole,
>(
  place: Place,
  secrets: Role,
  start: S,
  shape: Shape,
): MonitorField<Shape, S, Place, Role> => ({ shape, start, place, secrets });

/**
 * The one description of a monitor. Shapes and defaults of the API, columns and their mapping, what a checker receives,
 * what is masked and what binds a secret follow from it.
 */
export const monitorFields = {
  name: field('column', 'none', DERIVED, nameText(200).meta({ example: 'Shop' })),
  url: field('column', 'way', REQUIRED, monitorUrl),
  description: field('column', 'none', { value: '' }, z.string().max(2000)),
  enabled: field('column', 'none', { value: true }, z.boolean()),
  intervalSeconds: field('column', 'none', { value: 60 }, z.int().min(5).max(86_400)),
  timeoutMs: field('column', 'none', DERIVED, z.int().min(100).max(MAX_TIMEOUT_MS)),
  method: field('column', 'none', { value: 'GET' }, z.enum(httpMethods)),
  headers: field(
    'sealed',
    'way+holds',
    { value: {} },
    z.record(headerName, headerValue).refine((all) => Object.keys(all).length <= 50, 'must be at most 50'),
  ),
  body: field(
    'sealed',
    'none',
    { value: null },
    z
      .string()
      .refine((text) => new TextEncoder().encode(text).length <= MEBIBYTE, 'must be at most 1 MiB')
      .nullable(),
  ),
  auth: field('sealed', 'holds', { value: null }, monitorAuth.nullable()),
  expectedStatus: field('json', 'none', { value: ['2xx'] }, z.array(expectedStatus).min(1).max(50)),
  followRedirects: field('json', 'none', { value: true }, z.boolean()),
  maxRedirects: field('json', 'none', { value: 10 }, z.int().min(0).max(50)),
  maxBodyBytes: field(
    'json',
    'none',
    { value: MEBIBYTE },
    z
      .int()
      .min(0)
      .max(64 * MEBIBYTE),
  ),
  assertions: field('json', 'none', { value: [] }, z.array(assertion).max(50)),
  degradedThresholdMs: field('json', 'none', { value: null }, z.int().min(1).max(86_400_000).nullable()),
  confirmations: field('column', 'none', { value: 2 }, z.int().min(0).max(20)),
  confirmationIntervalSeconds: field('column', 'none', { value: 5 }, z.int().min(1).max(3600)),
  recoveryConfirmations: field('column', 'none', { value: 1 }, z.int().min(0).max(20)),
  circuitBreaker: field('column', 'none', { value: null }, circuitBreaker.nullable()),
  locations: field(
    'column',
    'none',
    { value: ['default'] },
    z
      .array(locationName)
      .min(1)
      .max(20)
      .refine((all) => new Set(all).size === all.length, 'must be different'),
  ),
  tags: field('column', 'none', { value: [] }, monitorTags),
  /** While this monitor is down, alerts of the one that references it are muted; null: no parent. */
  parentId: field('column', 'none', { value: null }, z.uuid().nullable()),
  debugOnDown: field('column', 'none', { value: true }, z.boolean()),
  tls: field('json+sealed', 'way+holds', { value: monitorTls.parse({}) }, monitorTls),
  ipFamily: field('json', 'none', { value: 'auto' }, z.enum(['auto', 'ipv4', 'ipv6'])),
  /** A proxy to go through. Its credentials are hidden: `http://***@proxy.example:3128`. */
  proxy: field(
    'sealed',
    'way+holds',
    { value: null },
    proxyUrl
      .nullable()
      .meta({ description: 'http, https or socks5. Credentials are shown as `***` and kept when sent back as such.' }),
  ),
  /** Name servers to ask instead of the checker's, in this order. */
  resolvers: field(
    'json',
    'way',
    { value: [] },
    z
      .array(resolverAddress)
      .max(MAX_RESOLVERS)
      .meta({ description: "DNS servers to query, in this order. Defaults to the checker's." }),
  ),
} as const;
export type MonitorFieldName = keyof typeof monitorFields;

type Fields = typeof monitorFields;
type Shapes = { [Name in MonitorFieldName]: Fields[Name]['shape'] };
type CreateShapes = {
  [Name in MonitorFieldName]: Fields[Name]['start'] extends typeof REQUIRED
    ? Fields[Name]['shape']
    : Fields[Name]['start'] extends typeof DERIVED
      ? z.ZodOptional<Fields[Name]['shape']>
      : z.ZodDefault<Fields[Name]['shape']>;
};

/** Fields that are kept in the JSON column. */
export type JsonFieldName = {
  [Name in MonitorFieldName]: Fields[Name]['place'] extends 'json' ? Name : never;
}[MonitorFieldName];

export const monitorFieldNames = Object.keys(monitorFields) as MonitorFieldName[];

/** What comes of every field, under its name. The compiler cannot follow a loop over names, so the caller says the type. */
const eachField = <Result>(of: (field: Fields[MonitorFieldName]) => unknown): Result =>
  Object.fromEntries(monitorFieldNames.map((name) => [name, of(monitorFields[name])])) as Result;

const shapes = eachField<Shapes>(({ shape }) => shape);

const createShapes = eachField<CreateShapes>(({ shape, start }) => {
  if (start === REQUIRED) return shape;
  return start === DERIVED ? shape.optional() : (shape as z.ZodType).default(start.value);
});

/** Changes of a monitor: only what is named changes. Rules over two fields hold for the result, see domain. */
export const updateMonitor = z
  .strictObject(shapes)
  .partial()
  .meta({ id: 'UpdateMonitor', example: { intervalSeconds: 30, tags: ['production'] } });
export type UpdateMonitor = z.infer<typeof updateMonitor>;

/** A new monitor: a URL is enough. */
export const createMonitor = z
  .strictObject(createShapes)
  .meta({ id: 'CreateMonitor', example: { url: 'https://shop.example/', name: 'Shop', intervalSeconds: 30 } });
export type CreateMonitor = z.output<typeof createMonitor>;

/** Everything that is configured about a monitor, with every default filled in. */
export const monitorConfig = z.strictObject(shapes);
export type MonitorConfig = z.infer<typeof monitorConfig>;
