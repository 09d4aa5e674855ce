import { isIP } from 'node:net';
import {
  type DiagnosisInput,
  hostOf,
  lastUrlOf,
  list,
  moved,
  movedWords,
  redirectTo,
  resolvedTo,
  type Rule,
  untilWords,
} from '../seen.js';

const NXDOMAIN = /does not exist \(NXDOMAIN\)$/;

/** What a redirect has to do with it: "http://a/ redirects (301) to b, which …". */
function afterRedirect(input: DiagnosisInput, host: string, what: string): string | null {
  const redirect = redirectTo(input);
  if (!redirect || hostOf(redirect.from) === host) return null;
  return `${redirect.from} redirects (${redirect.httpStatus}) to ${host}, which ${what}`;
}

/** A name that cannot be looked up, and what it was before. */
const lookUpFails: Rule = (input) => {
  const { raw, lastGood } = input;
  if (raw?.outcome.reason !== 'dns') return null;
  const { detail, facts } = raw.outcome;
  const host = hostOf(lastUrlOf(input));
  const what = detail.startsWith(`${host} `) ? detail.slice(host.length + 1) : detail;
  const cause = afterRedirect(input, host, what) ?? `DNS: ${detail}`;
  const known = [...new Set([...(lastGood?.check?.addresses ?? []), ...(lastGood?.visit?.dnsAnswers ?? [])])].slice(
    0,
    3,
  );
  const isOwn = hostOf(lastGood?.check?.finalUrl ?? input.asked.url) === host;
  const was =
    lastGood && known.length > 0 && isOwn ? `; ${untilWords(lastGood, raw.startedAt)} it was ${list(known)}` : '';
  return {
    category: 'dns',
    sentence: `${cause}${was}`,
    confidence: 95,
    evidence:
      facts.ownNetwork === 'likely'
        ? ['It may be the name server of this checker: see whether other names resolve']
        : [],
    next: NXDOMAIN.test(detail)
      ? 'Look whether the registration of the domain has expired, and whether the record is still in its zone'
      : 'Ask the name servers of the zone one by one; a broken DNSSEC signature is a usual cause',
  };
};

/** A name that leads to no server's address: a sinkhole of a filter, or a record that was emptied. */
const sinkhole: Rule = (input) => {
  const { raw } = input;
  const address = raw && (raw.outcome.reason === 'blocked' || raw.outcome.reason === 'dns') ? resolvedTo(raw) : null;
  if (!raw || !address || isIP(address) === 0) return null;
  const move = moved(input);
  const isNowhere = /no server's address|\bunspecified\b/.test(raw.outcome.detail);
  const host = hostOf(lastUrlOf(input));
  const words = move ? movedWords(move) : `${host} resolves to ${address}`;
  if (isNowhere) {
    return {
      category: 'dns',
      sentence: `DNS is broken: ${words}, which is no server's address`,
      confidence: 97,
      next: 'Look at the record in the zone, and whether a DNS filter stands between',
    };
  }
  if (!move) return null;
  return {
    category: 'blocked',
    sentence: `${words}, to which this Wakeful may not connect`,
    confidence: 97,
    evidence: [raw.outcome.detail],
    next: 'Look at the record in the zone; if the new address is right, list it in EGRESS_ALLOW',
  };
};

/** Only addresses of the other family are left. */
const lostFamily: Rule = (input) => {
  const { raw } = input;
  const move = moved(input);
  if (!raw?.outcome.reason || raw.outcome.httpStatus !== null || !move) return null;
  const families = (addresses: readonly string[]): Set<number> => new Set(addresses.map((address) => isIP(address)));
  const [was, is] = [families(move.was), families(move.is)];
  const lost = [4, 6].find((family) => was.has(family) && !is.has(family));
  if (lost === undefined || raw.outcome.reason === 'blocked') return null;
  const isUnreachable = /no route|cannot be reached/.test(raw.outcome.detail);
  const isSilent = raw.outcome.reason === 'timeout' && /connecting/.test(raw.outcome.detail);
  const fails = isUnreachable
    ? 'to which there is no route from here'
    : isSilent
      ? 'where nothing answers'
      : `where it fails: ${raw.outcome.detail}`;
  return {
    category: 'dns',
    sentence: `${move.host} has lost its IPv${lost} address: DNS now gives only ${list(move.is)} (${move.until} it was ${list(move.was)}), ${fails}`,
    confidence: 97,
    evidence: [raw.outcome.detail],
    next: `Put the ${lost === 4 ? 'A' : 'AAAA'} record back`,
  };
};

/** Names and what they lead to. */
export const nameRules: readonly Rule[] = [lookUpFails, sinkhole, lostFamily];
