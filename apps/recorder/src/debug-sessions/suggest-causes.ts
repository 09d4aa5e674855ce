import type { RawCheck } from '@wakeful/contracts';
import { diagnose } from '@wakeful/domain';
import { changesOf, knownOfWindows, type RowsOf, rowsOf, suggestRootCauses } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { WindowTurn } from '../recording/downtime-window.js';

/** It is not known how long the phases of the check took. */
const NO_TIMINGS = { dnsUs: 0, connectUs: 0, tlsUs: 0, ttfbUs: 0, transferUs: 0, totalUs: 0 };

type Known = RowsOf<typeof knownOfWindows>[number];

/**
 * Says of each outage that opens, in the transaction that opens it, what its first failing check shows, and what has changed since the site
 * was good. The visit of a browser says it better, some seconds later, if there is one.
 */
export async function suggestCauses(manager: EntityManager, turns: readonly WindowTurn[]): Promise<void> {
  const windowIds = turns.filter(({ moment }) => moment === 'opened').map(({ windowId }) => windowId);
  if (windowIds.length === 0) return;
  const known = await rowsOf(manager, knownOfWindows, { windowIds });
  const causes = known.map((one) => ({ windowId: one.windowId, sentence: causeOf(one) }));
  await changesOf(manager, suggestRootCauses, { causes });
}

/** A cause is worth less than the result that is being stored: a rule that fails must not keep it out. */
function causeOf(known: Known): string {
  try {
    return diagnosed(known);
  } catch {
    return known.firstFailure.detail ?? 'The check fails';
  }
}

function diagnosed({ url, method, startedAt, lastGoodAt, firstFailure, goodCheck, goodVisit }: Known): string {
  const { facts = {}, reason = null, detail = '', httpStatus = null } = firstFailure;
  const raw: RawCheck = {
    startedAt,
    outcome: { status: 'down', reason, detail, httpStatus, timings: NO_TIMINGS, facts },
    dnsAnswers: [],
    tlsChain: facts.certificate && facts.certificate.role !== 'intermediate' ? [facts.certificate] : [],
    headers: [],
    bodyText: null,
    bodyBytes: facts.bodyBytes ?? 0,
    isBodyTruncated: false,
  };
  const lastGood = { until: lastGoodAt, check: goodCheck, visit: goodVisit };
  const asked = { url, method, auth: null };
  const seen = { raw, page: null, console: [], resources: [], lastGood, asked, browserError: null };
  return diagnose({ ...seen, isChainUnknown: true }).sentence;
}
