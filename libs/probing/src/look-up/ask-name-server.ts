import { isNativeError } from 'node:util/types';
import type { Resolver } from './resolver-pool.js';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
  ttlSeconds: number;
}

/** What came of the question for one family: addresses, or a code of c-ares. */
interface FamilyAnswer {
  family: 4 | 6;
  addresses: ResolvedAddress[];
  code: string | null;
}

/** What a name server says of a name; `code` is null when there are addresses. */
export interface NameAnswer {
  addresses: ResolvedAddress[];
  code: string | null;
  /** Of a family that has no answer while the other one has, the code. */
  missing: { family: 4 | 6; code: string } | null;
}

/** When one family is known, the other one is waited for so long: some name servers never answer for AAAA. */
const OTHER_FAMILY_GRACE_MS = 1_000;

/** Not an error of the name: the question was not answered in time. */
const LATE = 'ETIMEOUT';

async function askFamily(resolver: Resolver, name: string, family: 4 | 6): Promise<FamilyAnswer> {
  try {
    const records = await (family === 4
      ? resolver.resolve4(name, { ttl: true })
      : resolver.resolve6(name, { ttl: true }));
    const addresses = records.map(({ address, ttl }) => ({ address, family, ttlSeconds: ttl }));
    return { family, addresses, code: addresses.length > 0 ? null : 'ENODATA' };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (!isNativeError(error) || typeof code !== 'string') throw error;
    return { family, addresses: [], code };
  }
}

/** Both answers; the second one stands as late when it does not come soon after a first one with addresses. */
async function askBoth(resolver: Resolver, name: string): Promise<[FamilyAnswer, FamilyAnswer]> {
  const answers: (FamilyAnswer | null)[] = [null, null];
  let grace: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    for (const [at, family] of ([4, 6] as const).entries()) {
      askFamily(resolver, name, family).then((answer) => {
        answers[at] = answer;
        if (answers[1 - at]) resolve();
        else if (answer.code === null) grace = setTimeout(resolve, OTHER_FAMILY_GRACE_MS);
      }, reject);
    }
  }).finally(() => clearTimeout(grace));
  const [four, six] = answers;
  return [four ?? { family: 4, addresses: [], code: LATE }, six ?? { family: 6, addresses: [], code: LATE }];
}

/** A name that exists for one of two questions exists; a server that fails on one of them has not told the truth yet. */
function codeOfBoth(codes: readonly string[]): string {
  const fault = codes.find((code) => code !== 'ENOTFOUND' && code !== 'ENODATA');
  if (fault !== undefined) return fault;
  return codes.every((code) => code === 'ENOTFOUND') ? 'ENOTFOUND' : 'ENODATA';
}

/** Asks for the addresses of exactly this name, of one family or (0) of both at once. Rejects only for faults of ours. */
export async function askNameServer(resolver: Resolver, name: string, family: 0 | 4 | 6): Promise<NameAnswer> {
  if (family !== 0) return { ...(await askFamily(resolver, name, family)), missing: null };
  const both = await askBoth(resolver, name);
  const addresses = both.flatMap((answer) => answer.addresses);
  const codes = both.flatMap(({ code }) => code ?? []);
  if (addresses.length === 0) return { addresses, code: codeOfBoth(codes), missing: null };
  const lacking = both.find(({ code }) => code !== null && code !== 'ENODATA' && code !== 'ENOTFOUND');
  return { addresses, code: null, missing: lacking?.code ? { family: lacking.family, code: lacking.code } : null };
}
