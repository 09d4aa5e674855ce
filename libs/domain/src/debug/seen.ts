import { STATUS_CODES } from 'node:http';
import { isIP } from 'node:net';
import type { ConsideredCause, DebugEvidence, DiagnosisCategory, LastGood, RawCheck } from '@wakeful/contracts';

/** How the monitor asks for its page. */
export interface AskedAs {
  url: string;
  method: string;
  /** By what it identifies itself; null: by nothing. */
  auth: 'basic' | 'bearer' | 'other' | null;
}

/** What a diagnosis is made from. */
export interface DiagnosisInput extends DebugEvidence {
  asked: AskedAs;
  /** The browser could not even start, and why. */
  browserError: string | null;
  /** The check keeps only one of the certificates: which others the server sent is not known. */
  isChainUnknown?: true;
}

/** A rule looks for causes of one kind. It says nothing of what it does not know. */
export type Rule = (input: DiagnosisInput) => Cause | null;

export interface Cause {
  category: DiagnosisCategory;
  sentence: string;
  /** From 0, a guess, to 100, certain. */
  confidence: number;
  /** What it rests on, a sentence each. */
  evidence?: readonly string[];
  next?: string | null | undefined;
}

const MAX_SENTENCE = 1_024;
const MAX_EVIDENCE = 512;
const MAX_QUOTED = 200;
/** From here on an answer is an error. */
const FIRST_ERROR_STATUS = 400;

export const toConsidered = ({ category, sentence, confidence, evidence = [], next }: Cause): ConsideredCause => ({
  category,
  sentence: sentence.slice(0, MAX_SENTENCE),
  confidence,
  evidence: evidence.slice(0, 10).map((text) => text.slice(0, MAX_EVIDENCE)),
  ...(next && { next: next.slice(0, MAX_EVIDENCE) }),
});

export const shorten = (text: string, characters = MAX_QUOTED): string =>
  text.length > characters ? `${text.slice(0, characters - 1).toWellFormed()}…` : text;

export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
export const list = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
export const count = (number: number): string => number.toLocaleString('en-US');
export const milliseconds = (ms: number): string => (ms < 1 ? 'less than 1 ms' : `${count(Math.round(ms))} ms`);
export const seconds = (ms: number): string => `${count(Math.round(ms / 100) / 10)} s`;

export const isError = (status: number | null | undefined): status is number =>
  status !== null && status !== undefined && status >= FIRST_ERROR_STATUS;

/** "502 Bad Gateway"; a status that has no phrase stands alone. */
export const statusWords = (status: number): string => `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();

export const hostOf = (url: string): string =>
  URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : url;
export function portOf(url: string): number {
  if (!URL.canParse(url)) return 0;
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** Where the check was when it ended: the last of its redirects, or the monitor's own address. */
export const lastUrlOf = ({ raw, asked }: DiagnosisInput): string => raw?.outcome.facts.finalUrl ?? asked.url;

/** The redirect that led to where the check was when it ended; null: none did. */
export function redirectTo(input: DiagnosisInput): { from: string; httpStatus: number | null; to: string } | null {
  const hops = input.raw?.outcome.facts.hops ?? [];
  const [from, to] = hops.slice(-2);
  return from && to ? { from: from.url, httpStatus: from.httpStatus, to: to.url } : null;
}

export const headerOf = (raw: RawCheck | null, wanted: string): string | null =>
  raw?.headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? null;

/** "until 05:22 UTC", with the day when that is another than of `now`; "before" when it is not known until when. */
export function untilWords({ until }: LastGood, now: string): string {
  if (!until) return 'before';
  const day = until.slice(0, 10) === now.slice(0, 10) ? '' : `${until.slice(0, 10)} `;
  return `until ${day}${until.slice(11, 16)} UTC`;
}

/** A name that had more has its addresses by turns, from a pool of which not all were seen. */
const MAX_STEADY_ADDRESSES = 4;

/**
 * The addresses under which the site was well, and those of now; null when they cannot be compared, have one in common, or
 * the name changes its addresses all the time.
 */
export function moved(input: DiagnosisInput): { host: string; was: string[]; is: string[]; until: string } | null {
  const { lastGood, raw } = input;
  if (!lastGood || !raw) return null;
  const host = hostOf(lastUrlOf(input));
  const goodUrl = lastGood.check?.finalUrl ?? lastGood.visit?.finalUrl;
  if (isIP(host) !== 0 || (goodUrl && hostOf(goodUrl) !== host)) return null;
  const was = [...new Set([...(lastGood.check?.addresses ?? []), ...(lastGood.visit?.dnsAnswers ?? [])])];
  if (was.length > MAX_STEADY_ADDRESSES) return null;
  const found = raw.dnsAnswers.map(({ address }) => address);
  const refused = resolvedTo(raw);
  const seen = refused ? [refused] : found.length > 0 ? found : [raw.outcome.facts.address ?? null];
  const is = [...new Set(seen.filter((one) => one !== null))];
  if (was.length === 0 || is.length === 0 || is.some((address) => was.includes(address))) return null;
  return { host, was, is, until: untilWords(lastGood, raw.startedAt) };
}

/** The address that a name resolves to and that is never connected to. */
export const resolvedTo = (raw: RawCheck): string | null =>
  /\bresolves to ([\da-f.:]+)/i.exec(raw.outcome.detail)?.[1] ?? null;

/** "shop.example now resolves to 192.0.2.7 (until 05:23 UTC it was 192.0.2.1)". */
export const movedWords = ({ host, was, is, until }: NonNullable<ReturnType<typeof moved>>): string =>
  `${host} now resolves to ${list(is.slice(0, 3))} (${until} it was ${list(was.slice(0, 3))})`;
