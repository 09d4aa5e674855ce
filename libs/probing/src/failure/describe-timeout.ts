import type { OwnNetworkSuspicion, Phase } from '@wakeful/contracts';
import { count, describeWait, type Place } from './describe-place.js';
import { ProbeFailure } from './probe-failure.js';

/** A name server that is silent is more often ours than the site's; a connection that is not answered may be either's. */
const suspicions: Partial<Record<Phase, OwnNetworkSuspicion>> = { dns: 'likely', connect: 'possible' };

/** The failure for a deadline that has passed. */
export function timeoutFailure(timeoutMs: number, place: Place): ProbeFailure {
  if (place.tokenServer !== undefined) {
    const sentence = `No access token from ${place.tokenServer}: no answer within ${count(timeoutMs)} ms, so the site was not asked`;
    return new ProbeFailure('checker_fault', sentence);
  }
  if (place.phase === 'dns' && place.isLookUpQueued) {
    const sentence = `The checker itself failed, not the site: the look-up of ${place.hostname} could not begin within ${count(timeoutMs)} ms, as too many others were under way`;
    return new ProbeFailure('checker_fault', sentence);
  }
  const sentence = `No answer within ${count(timeoutMs)} ms: timed out while ${describeWait(place)}`;
  return new ProbeFailure('timeout', sentence, { ownNetwork: suspicions[place.phase] });
}
