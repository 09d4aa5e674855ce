import { z } from 'zod';
import { assertion } from './assertions.js';
import { resolverAddress } from './network-address.js';

export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export const locationName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits or dashes, as in "eu-west"')
  .meta({ id: 'Location', example: 'default' });

/** TLS versions that a monitor can demand, as Node's `tls` names them. */
export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export const MAX_RESOLVERS = 3;

/** Credentials of a monitored page. What may stand in them is the API's to say: see monitor-auth.ts. */
export const probeAuth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('basic'), username: z.string().max(256), password: z.string().max(1024) }),
  z.strictObject({ type: z.literal('digest'), username: z.string().max(256), password: z.string().max(1024) }),
  z.strictObject({ type: z.literal('bearer'), token: z.string().min(1).max(8192) }),
  /** Client credentials: RFC 6749, section 4.4. `audience` is also required by Auth0 and similar providers. */
  z.strictObject({
    type: z.literal('oauth2'),
    tokenUrl: z.string().max(2048),
    clientId: z.string().min(1).max(1024),
    clientSecret: z.string().min(1).max(4096),
    scope: z.string().min(1).max(2048).nullable().default(null),
    audience: z.string().min(1).max(2048).nullable().default(null),
  }),
]);
export type ProbeAuth = z.infer<typeof probeAuth>;

/** PEM texts; null: not given. What is in `ca` is trusted in addition to the public CAs. */
export const tlsMaterial = z.object({
  ca: z.string().nullable(),
  clientCertificate: z.string().nullable(),
  clientKey: z.string().nullable(),
});
export type TlsMaterial = z.infer<typeof tlsMaterial>;

/**
 * The part of a request that may hold secrets. At rest and on the wire it is one sealed (encrypted) text, perhaps sealed
 * by an older release: what that did not know has a default.
 */
export const probeSecrets = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  auth: probeAuth.nullable(),
  tls: tlsMaterial.default({ ca: null, clientCertificate: null, clientKey: null }),
  /** http, https or socks5, with the proxy's credentials if it asks for any. */
  proxyUrl: z.string().nullable().default(null),
});
export type ProbeSecrets = z.infer<typeof probeSecrets>;

/** A request without anything to hide. */
export const NO_SECRETS: ProbeSecrets = probeSecrets.parse({ headers: {}, body: null, auth: null });

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
  tls: z.object({
    verify: z.boolean(),
    minVersion: z.enum(tlsVersions).nullable(),
    /** Sent as SNI and verified; null: the name in the Host header or the URL. */
    serverName: z.string().max(253).nullable(),
  }),
  ipFamily: z.enum(['auto', 'ipv4', 'ipv6']),
  /** Name servers to ask, in this order, as {@link resolverAddress} writes them; none: those of the checker's system. */
  resolvers: z.array(resolverAddress).max(MAX_RESOLVERS),
  /** {@link probeSecrets}, encrypted; null when there is nothing in them. */
  sealedSecrets: z.string().nullable(),
});
export type ProbeSpec = z.infer<typeof probeSpec>;
