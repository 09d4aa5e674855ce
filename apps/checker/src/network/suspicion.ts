import type { CheckOutcome } from '@wakeful/contracts';
import type { Suspicion } from './ask-witnesses.js';

/**
 * What a failure makes us doubt of this checker's own network: its name servers, its way to the hosts, or nothing. An
 * answer, however wrong, came over a network that works; and a bad certificate did, too.
 */
export function suspicionOf(outcome: CheckOutcome): Suspicion | null {
  switch (outcome.reason) {
    case 'dns':
      return outcome.facts.ownNetwork === 'likely' ? 'lookup' : 'absence';
    case 'refused':
    case 'reset':
    case 'network':
      return outcome.httpStatus === null ? 'connection' : null;
    case 'timeout':
      return outcome.facts.timeoutPhase === 'dns' ? 'lookup' : 'connection';
    case 'checker_fault':
      // An interface that is down or a firewall of ours: if it affects every site, an alert is due.
      return outcome.facts.ownNetwork === 'likely' ? 'connection' : null;
    default:
      return null;
  }
}
