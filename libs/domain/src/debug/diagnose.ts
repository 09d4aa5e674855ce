import type { Diagnosis } from '@wakeful/contracts';
import { answerRules } from './rules/answer-rules.js';
import { connectionRules } from './rules/connection-rules.js';
import { contentRules } from './rules/content-rules.js';
import { nameRules } from './rules/name-rules.js';
import { pageRules } from './rules/page-rules.js';
import { redirectRules } from './rules/redirect-rules.js';
import { tlsRules } from './rules/tls-rules.js';
import { type Cause, type DiagnosisInput, milliseconds, type Rule, toConsidered } from './seen.js';

export type { AskedAs, DiagnosisInput } from './seen.js';

const MAX_RUNNERS_UP = 4;
const DAY_MS = 86_400_000;
/** A certificate that ends sooner is worth a word. */
const SOON_DAYS = 14;

const rules: readonly Rule[] = [
  ...nameRules,
  ...connectionRules,
  ...tlsRules,
  ...redirectRules,
  ...answerRules,
  ...contentRules,
  ...pageRules,
];

/** Of a page that is well; it is no cause of anything. */
function healthOf({ page, raw, resources, browserError }: DiagnosisInput): Cause | null {
  if (browserError && !page) {
    const plain =
      raw?.outcome.status === 'up'
        ? `A plain request is answered with ${raw.outcome.httpStatus}; no browser could look`
        : 'No browser could look';
    return { category: 'browser', sentence: `${plain}: ${browserError}`, confidence: 10 };
  }
  if (!page || page.httpStatus === null) return null;
  const requests = resources.reduce((sum, { requests: number }) => sum + number, 0);
  const rest = requests === 0 ? '' : `, and so do all ${requests} of its other requests`;
  const from = page.address ? ` from ${page.address}` : '';
  const took = page.waitMs === null ? '' : ` in ${milliseconds(page.waitMs)}`;
  return {
    category: 'healthy',
    sentence: `Page loads: main document ${page.httpStatus}${from}${took}${rest}${endWords(raw)}`,
    confidence: 100,
  };
}

function endWords(raw: DiagnosisInput['raw']): string {
  const [leaf] = raw?.tlsChain ?? [];
  if (!raw || !leaf) return '';
  const days = Math.floor((Date.parse(leaf.expiresAt) - Date.parse(raw.startedAt)) / DAY_MS);
  return days >= 0 && days < SOON_DAYS ? `; its certificate ends in ${days} ${days === 1 ? 'day' : 'days'}` : '';
}

/**
 * Says in one sentence what is wrong with a page. All rules look at what was seen of it; the cause that is most certain is the
 * diagnosis, and the others come with it. That a page is well is said only when no rule found anything. Pure.
 */
export function diagnose(input: DiagnosisInput): Diagnosis {
  const causes = rules
    .map((rule) => rule(input))
    .filter((cause) => cause !== null)
    .toSorted((one, other) => other.confidence - one.confidence);
  const [best, ...others] = causes;
  if (best) {
    const runnersUp = others.filter(({ sentence }) => sentence !== best.sentence).slice(0, MAX_RUNNERS_UP);
    return { ...toConsidered(best), runnersUp: runnersUp.map(toConsidered) };
  }
  const nothing: Cause = { category: 'unknown', sentence: 'What was seen of the page explains nothing', confidence: 0 };
  const isDown = input.raw?.outcome.reason !== null && input.raw !== null;
  const health = healthOf(input);
  if (isDown && health?.category === 'healthy') {
    return toConsidered({ ...nothing, sentence: `The check fails: ${input.raw?.outcome.detail}`, confidence: 30 });
  }
  return toConsidered(health ?? nothing);
}
