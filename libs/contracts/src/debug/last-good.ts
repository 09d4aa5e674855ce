import { z } from 'zod';
import { certificateFacts, failureReasons } from '../check.js';
import { headerField } from './network-event.js';

/** Characters of the page's text, and how many addresses and scripts, that a baseline keeps. */
export const MAX_BASELINE_TEXT = 2_048;
export const MAX_BASELINE_ADDRESSES = 16;
export const MAX_BASELINE_SCRIPTS = 30;

/** What good checks know of a site. It is written when it changes, so it has nothing that changes with each answer. */
export const goodCheck = z.object({
  /** To which checks connected, the latest first. */
  addresses: z.array(z.string().max(64)).max(MAX_BASELINE_ADDRESSES),
  httpStatus: z.int().min(0).max(999).nullable(),
  /** Where redirects led; null: there were none. */
  finalUrl: z.string().max(2_048).nullable(),
  certificate: certificateFacts.nullable(),
});
export type GoodCheck = z.infer<typeof goodCheck>;

/** What a visit of the page saw when it was well. */
export const goodVisit = z.object({
  at: z.iso.datetime(),
  dnsAnswers: z.array(z.string().max(64)).max(MAX_BASELINE_ADDRESSES),
  tlsChain: z.array(certificateFacts).max(10),
  httpStatus: z.int().min(0).max(999).nullable(),
  finalUrl: z.string().max(2_048),
  /** Those by which the servers on the way are known. */
  headers: z.array(headerField).max(20),
  title: z.string().max(300),
  heading: z.string().max(300),
  bodyBytes: z.int().min(0),
  /** A SimHash of 64 bits in hexadecimal digits; null: the body is no text. */
  bodyHash: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable(),
  /** The beginning of what a person can read. */
  text: z.string().max(MAX_BASELINE_TEXT),
  scripts: z.array(z.string().max(512)).max(MAX_BASELINE_SCRIPTS),
  totalMs: z.number().min(0),
  /** What of the table of signatures the page already was while it was well. */
  recognisedAs: z.string().max(64).nullable(),
});
export type GoodVisit = z.infer<typeof goodVisit>;

/** How a site was when it was last good, as far as that is known. */
export const lastGood = z.object({
  /** The last good check began then. */
  until: z.iso.datetime().nullable(),
  check: goodCheck.nullable(),
  visit: goodVisit.nullable(),
});
export type LastGood = z.infer<typeof lastGood>;

/** One thing that is not as it was when the page was last good. */
export const sinceGoodChange = z.object({
  what: z.string().max(128),
  before: z.string().max(512),
  after: z.string().max(512),
});
export type SinceGoodChange = z.infer<typeof sinceGoodChange>;

/** The check that failed first. */
export const failedCheck = z.object({
  at: z.iso.datetime(),
  reason: z.enum(failureReasons).nullable(),
  detail: z.string().max(2_048),
  httpStatus: z.int().min(0).max(999).nullable(),
  /** How many checks have failed since then. */
  failedChecks: z.int().min(1),
});
export type FailedCheck = z.infer<typeof failedCheck>;
