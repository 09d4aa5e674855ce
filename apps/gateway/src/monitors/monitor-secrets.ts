import { NO_SECRETS, type ProbeSecrets, probeSecrets } from '@wakeful/contracts';
import type { Context } from '../context/context.js';

const EMPTY = JSON.stringify(NO_SECRETS);

/** Seals the part of a monitor that may hold secrets; null when there is nothing to hide. */
export function sealSecrets({ secrets }: Pick<Context, 'secrets'>, ofMonitor: ProbeSecrets): string | null {
  // The schema's order of properties, so that nothing is always written the same way.
  const text = JSON.stringify(probeSecrets.parse(ofMonitor));
  return text === EMPTY ? null : secrets.seal(text);
}

/** @throws SealedSecretError */
export const openSecrets = ({ secrets }: Pick<Context, 'secrets'>, sealed: string | null): ProbeSecrets =>
  sealed === null ? NO_SECRETS : probeSecrets.parse(JSON.parse(secrets.open(sealed)));
