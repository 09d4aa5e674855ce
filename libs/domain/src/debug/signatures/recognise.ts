import type { RawCheck } from '@wakeful/contracts';
import { applicationSignatures } from './applications.js';
import { networkSignatures } from './networks.js';
import { pageSignatures } from './pages.js';
import type { Signature } from './signature.js';

/** The specific before the general: an application's error says more than the proxy that shows it. */
export const signatures: readonly Signature[] = [
  ...applicationSignatures,
  ...networkSignatures,
  ...pageSignatures,
].toSorted((a, b) => rank(a) - rank(b));

/** What fits almost anything comes last. */
function rank({ id }: Signature): number {
  return ['login', 'consent', 'maintenance', 'cloudflare-5xx', 'parked-generic'].indexOf(id) + 1;
}

/** What an answer is known as; null: nothing that is in the table. Pure. */
export function recognise({ outcome, headers, bodyText }: RawCheck): Signature | null {
  const { httpStatus } = outcome;
  if (httpStatus === null) return null;
  const fits = ({ statuses, header, body }: Signature): boolean =>
    (!statuses || statuses.includes(httpStatus)) &&
    (!header || headers.some(({ name, value }) => name.toLowerCase() === header[0] && header[1].test(value))) &&
    (!body || body.test(bodyText ?? ''));
  return signatures.find(fits) ?? null;
}
