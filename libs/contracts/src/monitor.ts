import { z } from 'zod';
import { nameText } from './name-text.js';
import { assertion } from './assertions.js';
import { httpMethods, locationName, probeAuth } from './probe-spec.js';

const MEBIBYTE = 1_048_576;

/** A code (`204`), a range (`200-299`) or a class (`2xx`). */
const expectedStatus = z
  .string()
  .regex(/^([1-5]xx|[1-5]\d\d(-[1-5]\d\d)?)$/, 'must be a code such as "204", a range "200-299" or a class "2xx"')
  .refine((text) => !text.includes('-') || text.slice(0, 3) <= text.slice(4), 'must be a range from low to high');

export const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/, 'must be a header name');
export const headerValue = z
  .string()
  .max(8192)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must not contain a line break or another control character');

/** The longest URL that still fits into an index of the database. */
const MAX_URL_CHARACTERS = 2048;

/** An absolute http or https URL without credentials. */
export const monitorUrl = z
  .string()
  .max(MAX_URL_CHARACTERS)
  .superRefine((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url) context.addIssue({ code: 'custom', message: 'must be a URL, such as https://example.com/' });
    else if (url.protocol !== 'http:' && url.protocol !== 'https:')
      context.addIssue({ code: 'custom', message: 'must begin with http:// or https://' });
    else if (url.username || url.password)
      context.addIssue({ code: 'custom', message: 'must not contain credentials: use "auth" for them' });
    else if (url.href.length > MAX_URL_CHARACTERS)
      context.addIssue({ code: 'custom', message: `must be ${MAX_URL_CHARACTERS} characters at most` });
  })
  .meta({ example: 'https://example.com/' });

export const circuitBreaker = z.strictObject({
  failureThreshold: z.int().min(1).max(1000).default(5),
  cooldownSeconds: z.int().min(5).max(86_400).default(300),
});
export type CircuitBreaker = z.infer<typeof circuitBreaker>;

export const monitorTags = z.array(z.string().min(1).max(64)).max(50);

const monitorFields = {
  name: nameText(200).meta({ example: 'Shop' }),
  url: monitorUrl,
  description: z.string().max(2000),
  enabled: z.boolean(),
  intervalSeconds: z.int().min(5).max(86_400),
  timeoutMs: z.int().min(100).max(86_399_999),
  method: z.enum(httpMethods),
  headers: z.record(headerName, headerValue).refine((all) => Object.keys(all).length <= 50, 'must be 50 at most'),
  body: z
    .string()
    .refine((text) => new TextEncoder().encode(text).length <= MEBIBYTE, 'must be 1 MiB at most')
    .nullable(),
  auth: probeAuth.nullable(),
  expectedStatus: z.array(expectedStatus).min(1).max(50),
  followRedirects: z.boolean(),
  maxRedirects: z.int().min(0).max(50),
  maxBodyBytes: z
    .int()
    .min(0)
    .max(64 * MEBIBYTE),
  assertions: z.array(assertion).max(50),
  degradedThresholdMs: z.int().min(1).max(86_400_000).nullable(),
  confirmations: z.int().min(0).max(20),
  confirmationIntervalSeconds: z.int().min(1).max(3600),
  recoveryConfirmations: z.int().min(0).max(20),
  circuitBreaker: circuitBreaker.nullable(),
  locations: z
    .array(locationName)
    .min(1)
    .max(20)
    .refine((all) => new Set(all).size === all.length, 'must differ'),
  tags: monitorTags,
  /** While this monitor is down, nobody is alerted of the one that names it; null: there is none. */
  parentId: z.uuid().nullable(),
  debugOnDown: z.boolean(),
  tls: z.strictObject({ verify: z.boolean().default(true) }),
  ipFamily: z.enum(['auto', 'ipv4', 'ipv6']),
};

/** Changes of a monitor: only what is named changes. Rules over two fields hold for the result, see domain. */
export const updateMonitor = z
  .strictObject(monitorFields)
  .partial()
  .meta({ id: 'UpdateMonitor', example: { intervalSeconds: 30, tags: ['production'] } });
export type UpdateMonitor = z.infer<typeof updateMonitor>;

/** A new monitor: a URL is enough. */
export const createMonitor = z
  .strictObject({
    ...monitorFields,
    name: monitorFields.name.optional(),
    description: monitorFields.description.default(''),
    enabled: monitorFields.enabled.default(true),
    intervalSeconds: monitorFields.intervalSeconds.default(60),
    timeoutMs: monitorFields.timeoutMs.optional(),
    method: monitorFields.method.default('GET'),
    headers: monitorFields.headers.default({}),
    body: monitorFields.body.default(null),
    auth: monitorFields.auth.default(null),
    expectedStatus: monitorFields.expectedStatus.default(['2xx']),
    followRedirects: monitorFields.followRedirects.default(true),
    maxRedirects: monitorFields.maxRedirects.default(10),
    maxBodyBytes: monitorFields.maxBodyBytes.default(MEBIBYTE),
    assertions: monitorFields.assertions.default([]),
    degradedThresholdMs: monitorFields.degradedThresholdMs.default(null),
    confirmations: monitorFields.confirmations.default(2),
    confirmationIntervalSeconds: monitorFields.confirmationIntervalSeconds.default(5),
    recoveryConfirmations: monitorFields.recoveryConfirmations.default(1),
    circuitBreaker: monitorFields.circuitBreaker.default(null),
    locations: monitorFields.locations.default(['default']),
    tags: monitorFields.tags.default([]),
    parentId: monitorFields.parentId.default(null),
    debugOnDown: monitorFields.debugOnDown.default(true),
    tls: monitorFields.tls.default({ verify: true }),
    ipFamily: monitorFields.ipFamily.default('auto'),
  })
  .meta({ id: 'CreateMonitor', example: { url: 'https://shop.example/', name: 'Shop', intervalSeconds: 30 } });
export type CreateMonitor = z.output<typeof createMonitor>;

/** Everything that is configured about a monitor, with every default filled in. */
export const monitorConfig = z.strictObject(monitorFields);
export type MonitorConfig = z.infer<typeof monitorConfig>;
