import { z } from 'zod';

/** How a check ended. `unknown` means that Wakeful could not tell: it is never counted as up or as down. */
export const checkStatuses = ['up', 'degraded', 'down', 'unknown'] as const;
export const checkStatus = z.enum(checkStatuses).meta({ id: 'CheckStatus', example: 'up' });
export type CheckStatus = z.infer<typeof checkStatus>;

/** Why a check did not end as `up`. */
export const failureReasons = [
  'dns',
  'refused',
  'reset',
  'timeout',
  'tls',
  'http_status',
  'assertion',
  'too_many_redirects',
  'body_too_large',
  'blocked',
  'checker_fault',
  'network',
] as const;
export const failureReason = z.enum(failureReasons).meta({ id: 'FailureReason', example: 'http_status' });
export type FailureReason = z.infer<typeof failureReason>;

/** Why a check ran. */
export const checkTriggers = ['schedule', 'confirmation', 'manual'] as const;
export const checkTrigger = z.enum(checkTriggers).meta({ id: 'CheckTrigger', example: 'schedule' });
export type CheckTrigger = z.infer<typeof checkTrigger>;

/** Continues a trace in another service, as W3C's Trace Context writes it; only of traces that are kept. */
export const traceparent = z.string().regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);

/** The phases of a probe in the order in which they happen. */
export const phases = ['dns', 'connect', 'tls', 'ttfb', 'transfer'] as const;
export type Phase = (typeof phases)[number];

const microseconds = z.int().min(0).max(2_147_483_647);

/**
 * Microseconds per phase, from a monotonic clock. The phases follow each other without a gap, so they add up to the
 * total; over redirects each phase is the sum of all hops. 0 means that the phase did not happen.
 */
export const phaseTimings = z.object({
  dnsUs: microseconds,
  connectUs: microseconds,
  tlsUs: microseconds,
  ttfbUs: microseconds,
  transferUs: microseconds,
  totalUs: microseconds,
});
export type PhaseTimings = z.infer<typeof phaseTimings>;

export const ipFamily = z.union([z.literal(4), z.literal(6)]);

/** Whose a certificate of a chain is: the server's own, or an authority's that the server sends along. */
export const certificateRoles = ['server', 'intermediate'] as const;

export const certificateFacts = z.object({
  subject: z.string().max(1024),
  issuer: z.string().max(1024),
  validFrom: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  role: z.enum(certificateRoles).optional(),
  /** The host that sent it. */
  host: z.string().max(256).optional(),
});
export type CertificateFacts = z.infer<typeof certificateFacts>;

/** One request of a redirect chain. */
export const hopFacts = z.object({
  url: z.string().max(4096),
  httpStatus: z.int().nullable(),
  address: z.string().max(64).nullable(),
  durationUs: microseconds,
});
export type HopFacts = z.infer<typeof hopFacts>;

export const MAX_TRIED_ADDRESSES = 16;

/** An address to which a probe tried to connect; `error` says why it took no connection, absent for the one that did. */
export const triedAddress = z.object({
  address: z.string().max(64),
  error: z.string().max(256).optional(),
});
export type TriedAddress = z.infer<typeof triedAddress>;

/**
 * How far a failure before a connection stood may be of the checker's own network. `likely`: by its nature this
 * machine's or its resolvers' (no route, a firewall of ours, a name server that is silent or fails). `possible`: one
 * check alone cannot tell it from a fault of the site (refused, connect timeout, no such name). Whoever sees many
 * checks of one checker decides.
 */
export const ownNetworkSuspicions = ['likely', 'possible'] as const;
export type OwnNetworkSuspicion = (typeof ownNetworkSuspicions)[number];

export const assertionResult = z.object({
  type: z.string().max(32),
  passed: z.boolean(),
  message: z.string().max(512),
});
export type AssertionResult = z.infer<typeof assertionResult>;

export const MAX_ODDITIES = 20;
export const MAX_ODDITY_CHARACTERS = 200;

/** What strayed from the standards and was put up with, a sentence each, in the order in which it was met. */
export const checkOddities = z.array(z.string().max(MAX_ODDITY_CHARACTERS)).max(MAX_ODDITIES);

/** What a probe saw, as far as it got. */
export const checkFacts = z.object({
  address: z.string().max(64).optional(),
  ipFamily: ipFamily.optional(),
  httpVersion: z.string().max(8).optional(),
  bodyBytes: z.int().min(0).optional(),
  finalUrl: z.string().max(4096).optional(),
  timeoutPhase: z.enum(phases).optional(),
  hops: z.array(hopFacts).max(51).optional(),
  assertions: z.array(assertionResult).max(50).optional(),
  /** Of all certificates of all hops, the one that expires first. */
  certificate: certificateFacts.optional(),
  tlsProtocol: z.string().max(16).optional(),
  /** Which addresses were tried, in order, when it was more than one. */
  addresses: z.array(triedAddress).max(MAX_TRIED_ADDRESSES).optional(),
  /** Absent when a connection stood or nothing failed. */
  ownNetwork: z.enum(ownNetworkSuspicions).optional(),
  oddities: checkOddities.optional(),
});
export type CheckFacts = z.infer<typeof checkFacts>;

/** What one probe found. `detail` is a sentence for a person, empty when the status is `up`. */
export const checkOutcome = z.object({
  status: checkStatus,
  reason: failureReason.nullable(),
  detail: z.string().max(2048),
  httpStatus: z.int().min(0).max(999).nullable(),
  timings: phaseTimings,
  facts: checkFacts,
});
export type CheckOutcome = z.infer<typeof checkOutcome>;
