import type { CertificateFacts, ConsoleMessage, DebugEvidence, RawCheck } from '@wakeful/contracts';

/** A first byte is noted when it came so many times faster or slower, and the difference can be felt. */
const NOTABLE_RATIO = 2;
const NOTABLE_DIFFERENCE_MS = 100;
const MAX_TITLE_LENGTH = 80;

/** One thing about a visit, in a few words; null: this visit could not see it. */
interface Aspect {
  label: string;
  of: (evidence: DebugEvidence) => string | null;
}

const aspects: readonly Aspect[] = [
  { label: 'Main document', of: documentStatusOf },
  { label: 'Error of the browser', of: ({ page }) => page && (page.error ?? 'none') },
  { label: 'Check', of: ({ raw }) => raw && checkOf(raw) },
  { label: 'Address', of: ({ page, raw }) => page?.address ?? raw?.outcome.facts.address ?? null },
  { label: 'DNS answers', of: ({ raw }) => raw && dnsAnswersOf(raw) },
  { label: 'Certificate', of: ({ raw }) => raw && certificateOf(raw.tlsChain[0]) },
  { label: 'Title', of: ({ page }) => page && titleOf(page.title) },
  { label: 'Console errors', of: ({ page, console }) => page && String(console.filter(isError).length) },
];

/**
 * What is different at the end of a downtime from how it was at its start, a sentence each, as in
 * "Main document: 502 → 200". What only one of the two visits could see is left out.
 */
export function compareEvidence(before: DebugEvidence, after: DebugEvidence): string[] {
  const changed = aspects.flatMap(({ label, of }) => changeOf(label, of(before), of(after)));
  return [...changed, ...firstByteChange(before, after), ...resourceChanges(before, after)];
}

const changeOf = (label: string, before: string | null, after: string | null): string[] =>
  before === null || after === null || before === after ? [] : [`${label}: ${before} → ${after}`];

function documentStatusOf({ page, raw }: DebugEvidence): string | null {
  if (!page && !raw) return null;
  return String(page?.httpStatus ?? raw?.outcome.httpStatus ?? 'no answer');
}

const checkOf = ({ outcome: { status, reason } }: RawCheck): string =>
  reason === null ? status : `${status} (${reason})`;

/** In any order: name servers rotate them. */
const dnsAnswersOf = ({ dnsAnswers }: RawCheck): string =>
  [...new Set(dnsAnswers.map(({ address }) => address))].toSorted().join(', ') || 'none';

const certificateOf = (leaf: CertificateFacts | undefined): string =>
  leaf ? `${leaf.subject}, by ${leaf.issuer}, until ${leaf.expiresAt.slice(0, 10)}` : 'none';

function titleOf(title: string): string {
  const text = title.replace(/\s+/g, ' ').trim();
  if (text === '') return 'none';
  return `“${text.length > MAX_TITLE_LENGTH ? `${text.slice(0, MAX_TITLE_LENGTH).toWellFormed()}…` : text}”`;
}

const isError = ({ kind, level }: ConsoleMessage): boolean =>
  kind === 'page-error' || (kind === 'console' && level === 'error');

function firstByteMsOf({ page, raw }: DebugEvidence): number | null {
  if (page) return page.waitMs;
  return raw?.outcome.httpStatus ? raw.outcome.timings.ttfbUs / 1000 : null;
}

function firstByteChange(before: DebugEvidence, after: DebugEvidence): string[] {
  const [beforeMs, afterMs] = [firstByteMsOf(before), firstByteMsOf(after)];
  if (beforeMs === null || afterMs === null) return [];
  const [lessMs, moreMs] = beforeMs < afterMs ? [beforeMs, afterMs] : [afterMs, beforeMs];
  if (moreMs - lessMs < NOTABLE_DIFFERENCE_MS || moreMs < lessMs * NOTABLE_RATIO) return [];
  return changeOf('First byte', `${Math.round(beforeMs)} ms`, `${Math.round(afterMs)} ms`);
}

function resourceChanges(before: DebugEvidence, after: DebugEvidence): string[] {
  if (!before.page || !after.page) return [];
  const types = new Set([...before.resources, ...after.resources].map(({ resourceType }) => resourceType));
  return [...types].flatMap((type) => {
    const [was, is] = [resourcesOf(before, type), resourcesOf(after, type)];
    if (was.failed === is.failed) return [];
    const words = ({ failed, requests }: { failed: number; requests: number }): string => `${failed} of ${requests}`;
    return changeOf(`Failed requests (${type})`, words(was), words(is));
  });
}

const resourcesOf = ({ resources }: DebugEvidence, type: string): { failed: number; requests: number } =>
  resources.find(({ resourceType }) => resourceType === type) ?? { failed: 0, requests: 0 };
