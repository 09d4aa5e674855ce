import { z } from 'zod';
import { certificateFacts, checkOutcome } from '../check.js';
import { failedCheck, lastGood, sinceGoodChange } from './last-good.js';
import { headerField } from './network-event.js';
import { MAX_SECOND_LOOKS, secondLook } from './second-look.js';

const milliseconds = z.number().min(0);

/** Bytes of the raw check's body that are kept. */
export const MAX_RAW_BODY_BYTES = 65_536;
export const MAX_CONSOLE_MESSAGES = 200;
/** Characters that are kept of what a person can read of a page. */
export const MAX_VISIBLE_TEXT = 2_048;

/** What a browser logged: by the page's own console, or because its JavaScript failed. */
export const consoleMessage = z.object({
  kind: z.enum(['console', 'page-error', 'dialog']),
  level: z.string().max(16),
  text: z.string().max(2_048),
  /** Where in the page it came from, as in `https://shop.example/app.js:12:5`. */
  source: z.string().max(4_200).nullable(),
  atMs: milliseconds,
});
export type ConsoleMessage = z.infer<typeof consoleMessage>;

/** How fast the page was for a person, as far as the browser tells: https://web.dev/articles/vitals. */
export const webVitals = z.object({
  ttfbMs: milliseconds.nullable(),
  fcpMs: milliseconds.nullable(),
  lcpMs: milliseconds.nullable(),
  cls: z.number().min(0).nullable(),
});
export type WebVitals = z.infer<typeof webVitals>;

/** What the browser had at the end of its visit. */
export const visitedPage = z.object({
  title: z.string().max(1_024),
  finalUrl: z.string().max(4_096),
  /** null: no document came. */
  httpStatus: z.int().min(0).max(999).nullable(),
  address: z.string().max(64).nullable(),
  /** From the request for the main document to its first byte. */
  waitMs: milliseconds.nullable(),
  /** Why the browser could not open the page, as in `ERR_CONNECTION_REFUSED`. */
  error: z.string().max(512).nullable(),
  isDownload: z.boolean(),
  /** Its JavaScript kept the browser from answering. */
  isHung: z.boolean(),
  /** The first heading and the beginning of the text that a person can read; absent: there is none, or it could not be asked. */
  heading: z.string().max(300).optional(),
  text: z.string().max(MAX_VISIBLE_TEXT).optional(),
  /** Characters that a person can read; null: it could not be asked. */
  textCharacters: z.int().min(0).nullable(),
  /** Images, canvases and the like that are visible. */
  visibleObjects: z.int().min(0).nullable(),
  loadMs: milliseconds.nullable(),
  vitals: webVitals,
});
export type VisitedPage = z.infer<typeof visitedPage>;

/** How the requests of a page went, by resource type: `script`, `image`, … without the main document. */
export const resourceSummary = z.object({
  resourceType: z.string().max(32),
  requests: z.int().min(0),
  failed: z.int().min(0),
  /** URL of the first that failed, and why. */
  firstFailure: z.object({ url: z.string().max(4_096), why: z.string().max(512) }).nullable(),
});
export type ResourceSummary = z.infer<typeof resourceSummary>;

/** Why a browser did not let a request through, although the network would have. */
export const requestBlocks = ['mixed content', 'CSP', 'CORS', 'wrong content type', 'other'] as const;

/** A request of a page that did not bring what it should, in the order in which they were made. */
export const troubledRequest = z.object({
  url: z.string().max(2_048),
  resourceType: z.string().max(32),
  /** `pending`: it had no end when the visit ended. */
  trouble: z.enum(['status', 'error', 'blocked', 'pending']),
  httpStatus: z.int().min(0).max(999).nullable(),
  /** In the browser's words, or in ours where the network failed. */
  why: z.string().max(512),
  blockedBy: z.enum(requestBlocks).optional(),
});
export type TroubledRequest = z.infer<typeof troubledRequest>;
export const MAX_TROUBLED_REQUESTS = 30;

/** One plain request next to the browser's, with everything it saw. */
export const rawCheck = z.object({
  startedAt: z.iso.datetime(),
  outcome: checkOutcome,
  dnsAnswers: z
    .array(z.object({ address: z.string().max(64), ipFamily: z.union([z.literal(4), z.literal(6)]) }))
    .max(64),
  tlsChain: z.array(certificateFacts).max(10),
  headers: z.array(headerField).max(200),
  /** null: no body came, or it is no text. */
  bodyText: z.string().max(MAX_RAW_BODY_BYTES).nullable(),
  bodyBytes: z.int().min(0),
  isBodyTruncated: z.boolean(),
});
export type RawCheck = z.infer<typeof rawCheck>;

export const diagnosisCategories = [
  'healthy',
  'dns',
  'connection',
  'timeout',
  'tls',
  'blocked',
  'http_status',
  'redirects',
  'assertion',
  'blank_page',
  'javascript',
  'hung_page',
  'resources',
  'download',
  'browser',
  'unknown',
] as const;
export const diagnosisCategory = z.enum(diagnosisCategories).meta({ id: 'DiagnosisCategory', example: 'http_status' });
export type DiagnosisCategory = z.infer<typeof diagnosisCategory>;

/** A cause that was considered: what is wrong, in one sentence for a person, and what speaks for it. */
const consideredCause = z.object({
  category: diagnosisCategory,
  sentence: z.string().max(1_024),
  /** From 0, a guess, to 100, certain. */
  confidence: z.int().min(0).max(100).optional(),
  /** What it rests on, a sentence each. */
  evidence: z.array(z.string().max(512)).max(10).optional(),
  /** What to do or to look at next. */
  next: z.string().max(512).optional(),
});
export type ConsideredCause = z.infer<typeof consideredCause>;

/** The best of all causes that were considered. */
export const diagnosis = consideredCause
  .extend({
    /** The others, the most likely first. */
    runnersUp: z.array(consideredCause).max(5).optional(),
  })
  .meta({
    id: 'Diagnosis',
    example: { category: 'http_status', sentence: 'Main document 502 from 192.0.2.10 in 30 ms' },
  });
export type Diagnosis = z.infer<typeof diagnosis>;

/** A setting of a monitor by which its checks would do what a browser does. */
export const gapSetting = z.object({
  /** As in the API, as in `headers.User-Agent` or `ipFamily`. */
  field: z.string().max(128),
  /** What to do, as in "Set the header User-Agent to that of a browser". */
  sentence: z.string().max(1_024),
});
export type GapSetting = z.infer<typeof gapSetting>;

/** How the HTTP check and the browser differ, when only one of them succeeded. */
export const visitComparison = z.object({
  answered: z.enum(['browser', 'check']),
  sentence: z.string().max(1_024),
  differences: z
    .array(z.object({ what: z.string().max(64), check: z.string().max(512), browser: z.string().max(512) }))
    .max(20),
  /** null: none is known that would close the gap. */
  setting: gapSetting.nullable(),
});
export type VisitComparison = z.infer<typeof visitComparison>;

/** What a session saw, apart from its network events and artifacts. */
export const debugEvidence = z.object({
  page: visitedPage.nullable(),
  raw: rawCheck.nullable(),
  console: z.array(consoleMessage).max(MAX_CONSOLE_MESSAGES),
  resources: z.array(resourceSummary).max(40),
  /** Not there when both were answered alike. */
  comparison: visitComparison.optional(),
  /** Requests of the page that went wrong; absent: none did. */
  requests: z.array(troubledRequest).max(MAX_TROUBLED_REQUESTS).optional(),
  /** The check for which this was looked at; absent: on request. */
  failure: failedCheck.optional(),
  /** How the page was when it was last good; absent: not known. */
  lastGood: lastGood.optional(),
  /** What is different since then. */
  changes: z.array(sinceGoodChange).max(30).optional(),
  /** What the same request is answered in other ways; absent: nothing failed. */
  secondLooks: z.array(secondLook).max(MAX_SECOND_LOOKS).optional(),
});
export type DebugEvidence = z.infer<typeof debugEvidence>;

export const artifactNames = ['screenshot', 'har', 'trace'] as const;
export const artifactName = z.enum(artifactNames);
export type ArtifactName = z.infer<typeof artifactName>;

/** A file of a session; `objectName` is its name in the object store. */
export const storedArtifact = z.object({ objectName: z.string().max(200), bytes: z.int().min(0) });
export type StoredArtifact = z.infer<typeof storedArtifact>;

export const browserFacts = z.object({
  type: z.literal('chromium'),
  version: z.string().max(64),
  userAgent: z.string().max(512),
});
export type BrowserFacts = z.infer<typeof browserFacts>;
