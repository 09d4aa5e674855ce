import {
  type CheckOutcome,
  type DebugEvidence,
  type GoodCheck,
  type GoodVisit,
  type HeaderField,
  MAX_BASELINE_ADDRESSES,
  MAX_BASELINE_SCRIPTS,
  MAX_BASELINE_TEXT,
} from '@wakeful/contracts';
import { readHtml } from './read-html.js';
import { recognise } from './signatures/recognise.js';
import { simHash } from './sim-hash.js';

/** Headers by which the servers on the way are known. Those that change with each answer are not among them. */
const TELLING_HEADERS = new Set([
  'server',
  'via',
  'x-powered-by',
  'x-served-by',
  'x-generator',
  'content-type',
  'content-encoding',
  'cache-control',
  'content-security-policy',
  'strict-transport-security',
]);
const MAX_HEADER_CHARACTERS = 512;

/** What a good check tells of a site. What changes with each answer is left out, as it would be written with each check. */
export function goodCheckOf({
  httpStatus,
  facts,
}: CheckOutcome | { httpStatus: number | null; facts: CheckOutcome['facts'] }): GoodCheck {
  return {
    addresses: facts.address ? [facts.address] : [],
    httpStatus,
    finalUrl: facts.finalUrl?.replace(/[?#].*$/, '').slice(0, 2_048) ?? null,
    certificate: facts.certificate ?? null,
  };
}

export const tellingHeaders = (headers: readonly HeaderField[]): HeaderField[] =>
  headers
    .filter(({ name }) => TELLING_HEADERS.has(name.toLowerCase()))
    .slice(0, 20)
    .map(({ name, value }) => ({ name: name.toLowerCase(), value: value.slice(0, MAX_HEADER_CHARACTERS) }));

/** What a visit saw of a page that was well; null: it was not, so nothing is to be compared with it. */
export function goodVisitOf({ raw, page }: DebugEvidence): GoodVisit | null {
  if (!raw || raw.outcome.status !== 'up' || raw.outcome.httpStatus === null) return null;
  if (page && (page.error !== null || page.isHung)) return null;
  const words = readHtml(raw.bodyText ?? '');
  const { outcome, bodyText, bodyBytes } = raw;
  return {
    at: raw.startedAt,
    dnsAnswers: [...new Set(raw.dnsAnswers.map(({ address }) => address))].slice(0, MAX_BASELINE_ADDRESSES).toSorted(),
    tlsChain: raw.tlsChain,
    httpStatus: outcome.httpStatus,
    finalUrl: (page?.finalUrl ?? outcome.facts.finalUrl ?? '').slice(0, 2_048),
    headers: tellingHeaders(raw.headers),
    title: (page?.title || words.title).slice(0, 300),
    heading: page?.heading ?? words.heading,
    bodyBytes,
    bodyHash: bodyText === null ? null : simHash(words.text),
    text: (page?.text ?? words.text).slice(0, MAX_BASELINE_TEXT),
    scripts: scriptsIn(bodyText ?? ''),
    totalMs: Math.round(outcome.timings.totalUs / 1_000),
    recognisedAs: recognise(raw)?.id ?? null,
  };
}

export const scriptsIn = (markup: string): string[] =>
  [...markup.matchAll(/<script\b[^>]{0,500}?\bsrc=["']?([^"'\s>]{1,512})/gi)]
    .map(([, source]) => source ?? '')
    .slice(0, MAX_BASELINE_SCRIPTS);
