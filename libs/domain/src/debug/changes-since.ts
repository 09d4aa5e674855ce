import type { CertificateFacts, DebugEvidence, HeaderField, SinceGoodChange } from '@wakeful/contracts';
import { scriptsIn, tellingHeaders } from './baseline.js';
import { readHtml } from './read-html.js';
import { simHash, simHashDistance } from './sim-hash.js';

const MAX_VALUE = 512;
const MAX_CHANGES = 30;
/** Bodies whose lengths differ by less are the same page with other news on it. */
const NOTABLE_GROWTH = 0.2;

/**
 * What is different from how the page was when it was last good, by what a check and a visit knew of it then: names and addresses, the
 * certificate, the answer, its headers, its words and scripts. What one of the two could not see is left out. Pure.
 */
export function changesSince({ raw, page, lastGood }: DebugEvidence): SinceGoodChange[] {
  const check = lastGood?.check;
  const visit = lastGood?.visit;
  if (!raw || !lastGood) return [];
  const found: SinceGoodChange[] = [];
  const note = (what: string, before: string | null | undefined, after: string | null | undefined): void => {
    if (before === undefined || after === undefined || before === after || before === null || after === null) return;
    found.push({ what, before: before.slice(0, MAX_VALUE), after: after.slice(0, MAX_VALUE) });
  };
  const { outcome } = raw;
  const hasAnswer = outcome.httpStatus !== null;
  const addresses = [...new Set(raw.dnsAnswers.map(({ address }) => address))].toSorted();
  const known = new Set([...(visit?.dnsAnswers ?? []), ...(check?.addresses ?? [])]);
  if (known.size > 0 && addresses.some((address) => !known.has(address))) {
    note('DNS answers', [...known].toSorted().join(', '), addresses.join(', '));
  }
  note('Certificate', certificateWords(visit?.tlsChain[0] ?? check?.certificate), certificateWords(raw.tlsChain[0]));
  if (visit && raw.tlsChain.length > 0) {
    note('Certificates sent', chainWords(visit.tlsChain), chainWords(raw.tlsChain));
  }
  note('Status', textOf(visit?.httpStatus ?? check?.httpStatus), textOf(outcome.httpStatus) ?? 'no answer');
  if (!hasAnswer) return found;
  note(
    'Final address',
    withoutQuery(visit?.finalUrl || check?.finalUrl),
    withoutQuery(page?.finalUrl ?? outcome.facts.finalUrl),
  );
  if (!visit) return found;
  for (const [name, before, after] of headerChanges(visit.headers, tellingHeaders(raw.headers))) {
    note(`Header ${name}`, before, after);
  }
  const words = readHtml(raw.bodyText ?? '');
  note('Title', visit.title || 'none', page?.title || words.title || 'none');
  note('Heading', visit.heading || 'none', (page?.heading ?? words.heading) || 'none');
  const growth = Math.abs(raw.bodyBytes - visit.bodyBytes) / Math.max(1, visit.bodyBytes);
  if (growth > NOTABLE_GROWTH) note('Bytes of the body', String(visit.bodyBytes), String(raw.bodyBytes));
  if (visit.bodyHash !== null && raw.bodyText !== null) {
    const alike = 100 - Math.round((simHashDistance(visit.bodyHash, simHash(words.text)) / 64) * 100);
    if (alike < 85) note('Text', 'as it was', `${alike} % alike`);
  }
  const scripts = scriptsIn(raw.bodyText ?? '');
  note('Scripts', visit.scripts.join(', ') || 'none', scripts.join(', ') || 'none');
  return found.slice(0, MAX_CHANGES);
}

const textOf = (value: number | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

const withoutQuery = (url: string | null | undefined): string | null => url?.replace(/[?#].*$/, '') ?? null;

const certificateWords = (leaf: CertificateFacts | null | undefined): string | null =>
  leaf ? `${leaf.subject}, by ${leaf.issuer}, until ${leaf.expiresAt.slice(0, 10)}` : null;

const chainWords = (chain: readonly CertificateFacts[]): string => chain.map(({ subject }) => subject).join(' ← ');

function headerChanges(
  before: readonly HeaderField[],
  after: readonly HeaderField[],
): [name: string, before: string, after: string][] {
  const valueOf = (headers: readonly HeaderField[], wanted: string): string =>
    headers
      .filter(({ name }) => name === wanted)
      .map(({ value }) => value)
      .join(', ') || 'none';
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.map((name) => [name, valueOf(before, name), valueOf(after, name)]);
}
