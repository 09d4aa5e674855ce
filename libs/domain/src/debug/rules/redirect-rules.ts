import { type DiagnosisInput, hostOf, type Rule, shorten } from '../seen.js';

const pathOf = (url: string, isHostKnown: boolean): string => {
  if (!URL.canParse(url)) return url;
  const { origin, pathname, search } = new URL(url);
  return isHostKnown ? `${pathname}${search}` : `${origin}${pathname}${search}`;
};

/** The addresses of a circle of redirects, the first once more at the end; null: no address came twice. */
function circleOf({ raw }: DiagnosisInput): string[] | null {
  const urls = (raw?.outcome.facts.hops ?? []).map(({ url }) => url);
  const last = urls.at(-1);
  const before = last === undefined ? -1 : urls.slice(0, -1).lastIndexOf(last);
  if (before < 0) return null;
  const circle = urls.slice(before);
  // A circle has no beginning: it is described from where it was entered.
  const entry = urls.findIndex((url) => circle.includes(url));
  const turned = urls.slice(entry, entry + circle.length);
  return turned.length === circle.length ? turned : circle;
}

const redirectsNeverEnd: Rule = (input) => {
  const { raw, page } = input;
  const isRaw = raw?.outcome.reason === 'too_many_redirects';
  if (!isRaw && page?.error !== 'ERR_TOO_MANY_REDIRECTS') return null;
  const onlyCheck = isRaw && page !== null && page.error === null && page.httpStatus !== null;
  const circle = circleOf(input);
  const isOneHost = new Set((circle ?? []).map(hostOf)).size === 1;
  const shown = circle?.map((url) => shorten(pathOf(url, isOneHost), 120)).join(' → ');
  const isSchemes = circle !== null && new Set(circle.map((url) => url.split(':')[0])).size === 2;
  const cause = shown
    ? `Redirect loop: ${isSchemes ? circle?.map((url) => shorten(url, 120)).join(' → ') : shown}`
    : `Redirects: they never end; the last one leads to ${shorten(raw?.outcome.facts.finalUrl ?? page?.finalUrl ?? '')}`;
  return {
    category: 'redirects',
    sentence: `${cause}${onlyCheck ? ', for the check only: a browser, which keeps cookies, gets in' : ''}`,
    confidence: 95,
    evidence: raw?.outcome.detail ? [raw.outcome.detail] : [],
    next: isSchemes
      ? 'One sends to https, the other back to http: tell the application that TLS ends before it (X-Forwarded-Proto)'
      : 'Look at the rules for redirects that were changed last',
  };
};

/** Redirects that lead nowhere. */
export const redirectRules: readonly Rule[] = [redirectsNeverEnd];
