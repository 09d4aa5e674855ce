import { z } from 'zod';
import { assertion } from './assertions.js';

export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export const locationName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits or dashes, as in "eu-west"')
  .meta({ id: 'Location', example: 'default' });

/** Credentials of a monitored page. */
export const probeAuth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('basic'), username: z.string().max(256), password: z.string().max(1024) }),
  z.strictObject({ type: z.literal('bearer'), token: z.string().min(1).max(8192) }),
]);
export type ProbeAuth = z.infer<typeof probeAuth>;

/** The part of a request that may hold secrets. At rest and on the wire it is one sealed (encrypted) text. */
export const probeSecrets = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  auth: probeAuth.nullable(),
});
export type ProbeSecrets = z.infer<typeof probeSecrets>;

/** Everything but the secrets that a checker needs to probe a page; it has no database to look anything up. */
export const probeSpec = z.object({
  url: z.string().max(4096),
  method: z.enum(httpMethods),
  timeoutMs: z.int().min(1).max(86_400_000),
  expectedStatus: z.array(z.string().max(16)).min(1).max(50),
  followRedirects: z.boolean(),
  maxRedirects: z.int().min(0).max(50),
  maxBodyBytes: z.int().min(0),
  assertions: z.array(assertion).max(50),
  degradedThresholdMs: z.int().min(1).nullable(),
  tlsVerify: z.boolean(),
  ipFamily: z.enum(['auto', 'ipv4', 'ipv6']),
  /** {@link probeSecrets}, encrypted; null when the request carries neither headers nor a body nor credentials. */
  sealedSecrets: z.string().nullable(),
});
export type ProbeSpec = z.infer<typeof probeSpec>;
