import { z } from 'zod';
import { httpMethods, type ProbeSpec } from '../probe-spec.js';

/** The assertions of the release before. Frozen: what is new is in `../assertions.ts`. */
const assertionV1 = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('keyword'),
      keyword: z.string().min(1).max(1000),
      present: z.boolean().default(true),
      ignoreCase: z.boolean().default(false),
    }),
    z.strictObject({
      type: z.literal('regex'),
      pattern: z.string().min(1).max(1000),
      present: z.boolean().default(true),
    }),
    z.strictObject({
      type: z.literal('jsonPath'),
      path: z.string().min(1).max(1000),
      operator: z.enum(['exists', 'equals', 'notEquals', 'contains', 'greaterThan', 'lessThan']).default('exists'),
      value: z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]).optional(),
    }),
    z.strictObject({
      type: z.literal('header'),
      name: z
        .string()
        .min(1)
        .max(256)
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name'),
      operator: z.enum(['exists', 'equals', 'contains', 'matches']).default('exists'),
      value: z.string().max(1000).optional(),
    }),
    z.strictObject({
      type: z.literal('bodySize'),
      minBytes: z.int().min(0).optional(),
      maxBytes: z.int().min(0).optional(),
    }),
  ])
  .meta({ id: 'AssertionV1', example: { type: 'keyword', keyword: 'Welcome', present: true, ignoreCase: false } });

/** {@link ProbeSpec} as services of the release before know it. Frozen. */
export const probeSpecV1 = z.object({
  url: z.string().max(4096),
  method: z.enum(httpMethods),
  timeoutMs: z.int().min(1).max(86_400_000),
  expectedStatus: z.array(z.string().max(16)).min(1).max(50),
  followRedirects: z.boolean(),
  maxRedirects: z.int().min(0).max(50),
  maxBodyBytes: z.int().min(0),
  assertions: z.array(assertionV1).max(50),
  degradedThresholdMs: z.int().min(1).nullable(),
  tlsVerify: z.boolean(),
  ipFamily: z.enum(['auto', 'ipv4', 'ipv6']),
  sealedSecrets: z.string().nullable(),
});
export type ProbeSpecV1 = z.infer<typeof probeSpecV1>;

/** What a message of the release before asks for, as this release probes it. */
export function probeSpecFromV1({ tlsVerify, ...spec }: ProbeSpecV1): ProbeSpec {
  return { ...spec, tls: { verify: tlsVerify, minVersion: null, serverName: null }, resolvers: [] };
}

/**
 * The same task in the words of the release before; null when it has no words for it, and its checkers would check
 * something else. What the sealed secrets need, their keeper knows: see `isForV1` in libs/persistence.
 */
export function probeSpecToV1({ tls, resolvers, ...spec }: ProbeSpec): ProbeSpecV1 | null {
  if (tls.minVersion !== null || tls.serverName !== null || resolvers.length > 0) return null;
  const old = probeSpecV1.safeParse({ ...spec, tlsVerify: tls.verify });
  return old.success ? old.data : null;
}
