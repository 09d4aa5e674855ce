import type { DiagnosisCategory, FailureReason, SecondLook } from '@wakeful/contracts';
import {
  type DiagnosisInput,
  hostOf,
  lastUrlOf,
  list,
  lowerFirst,
  moved,
  movedWords,
  portOf,
  redirectTo,
  type Rule,
  seconds,
  statusWords,
} from '../seen.js';

/** Failures on the way to an answer. */
const categories: Partial<Record<FailureReason, DiagnosisCategory>> = {
  refused: 'connection',
  reset: 'connection',
  network: 'connection',
  timeout: 'timeout',
  blocked: 'blocked',
};
const topics: Partial<Record<DiagnosisCategory, string>> = {
  connection: 'Connection: ',
  timeout: 'Timeout: ',
  blocked: 'Egress policy: ',
};
const nexts: Partial<Record<FailureReason, string>> = {
  refused: 'Look whether the server process runs and listens on this port; a firewall that rejects looks the same',
  reset: 'Look into the log of the server and of what stands before it: something ends connections',
  timeout: 'Look whether the host is up and not overloaded, and whether a firewall drops packets',
  blocked: 'If this address is to be monitored, list it in EGRESS_ALLOW',
};

interface Wire {
  category: DiagnosisCategory;
  /** Behind the name of the one who fails, as in "192.0.2.1:443 refused the connection". */
  words: string;
  /** Behind a comma, of a place that was named before, as in "refused the connection". */
  there: string;
}

/** What of a failure on the way there is to say; null: it is no such failure. */
function wireOf(input: DiagnosisInput): Wire | null {
  const { raw } = input;
  const reason = raw?.outcome.reason;
  const category = reason && categories[reason];
  if (!raw || !category) return null;
  const { detail, facts, timings } = raw.outcome;
  const port = portOf(lastUrlOf(input));
  const place = facts.address
    ? `${facts.address.includes(':') ? `[${facts.address}]` : facts.address}:${port}`
    : hostOf(lastUrlOf(input));
  const waited = timings.totalUs === 0 ? '' : ` (${seconds(timings.totalUs / 1_000)})`;
  if (reason === 'timeout') {
    const body = /of which ([\d,]+) bytes had come/.exec(detail)?.[1];
    const connecting = /timed out while connecting to (.+)$/i.exec(detail)?.[1];
    const handshake = /TLS handshake with (\S+)/.exec(detail)?.[1];
    if (connecting)
      return {
        category,
        words: `nothing answers at ${connecting}${waited}`,
        there: `nothing answers there on port ${port}${waited}`,
      };
    if (handshake) {
      const fails = `accepts the connection and never answers the TLS handshake${waited}`;
      return { category, words: `${handshake} ${fails}`, there: fails };
    }
    if (/response headers/.test(detail)) {
      const fails = `accepts the connection, then sends nothing${waited}`;
      return { category, words: `${place} ${fails}`, there: fails };
    }
    if (body) {
      const fails = `sends the headers and ${body} bytes of the body, then nothing more${waited}`;
      return { category, words: `${place} ${fails}`, there: fails };
    }
    return { category, words: detail, there: lowerFirst(detail) };
  }
  if (/^The answer is not (?:valid )?HTTP/.test(detail)) {
    const fails = `answers on port ${port}, but not with HTTP: ${detail.replace(/^[^:(]*[:(] ?/, '').replace(/\)$/, '')}`;
    return { category, words: `${facts.address ?? hostOf(lastUrlOf(input))} ${fails}`, there: fails };
  }
  const words = detail.replace(/^Blocked by the egress policy: /, '');
  return { category, words, there: words.replace(/^\S+:\d+ (?=\w)/, '') };
}

/** The way to the answer fails: at an address that is new, behind a redirect, or as it always was. */
const wireFails: Rule = (input) => {
  const wire = wireOf(input);
  const { raw } = input;
  if (!wire || !raw || isDamagedBody(input)) return null;
  const { category, words, there } = wire;
  const next = nexts[raw.outcome.reason ?? 'network'];
  const evidence = [raw.outcome.detail];
  const move = moved(input);
  if (move && category !== 'blocked') {
    const joined = /^nothing answers/.test(there) ? `; ${there}` : `, and that address ${there}`;
    return {
      category,
      sentence: `${movedWords(move)}${joined}`,
      confidence: 97,
      evidence: [...evidence, `The site was well at ${list(move.was)}`],
      next: 'Look whether the record was changed on purpose, and whether the new server is ready',
    };
  }
  const redirect = redirectTo(input);
  if (redirect) {
    const isToTls = redirect.from.startsWith('http:') && redirect.to.startsWith('https:');
    const where = hostOf(redirect.from) === hostOf(redirect.to) && isToTls ? `https (${redirect.to})` : redirect.to;
    return {
      category,
      sentence: `${redirect.from} redirects to ${where}, where ${words}`,
      confidence: 96,
      evidence,
      next,
    };
  }
  return { category, sentence: `${topics[category] ?? ''}${words}`, confidence: 95, evidence, next };
};

const isDamagedBody = ({ raw }: DiagnosisInput): boolean =>
  raw?.outcome.reason === 'network' && /\bbody\b/.test(raw.outcome.detail) && raw.outcome.httpStatus !== null;

/** Headers came, and a body that cannot be read: the network did its part. */
const damagedBody: Rule = (input) => {
  const { raw } = input;
  if (!raw || !isDamagedBody(input)) return null;
  const { httpStatus, detail } = raw.outcome;
  return {
    category: 'http_status',
    sentence: `The server answers ${statusWords(httpStatus ?? 0)}, but its body cannot be read: ${lowerFirst(detail)}`,
    confidence: 94,
    evidence: [detail],
    next: 'Look at what compresses answers, the server or a proxy before it, and what was deployed last',
  };
};

const outcomeWords = ({ httpStatus, detail }: SecondLook): string =>
  httpStatus === null ? lowerFirst(detail) : `answers ${statusWords(httpStatus)}`;

/** Of several addresses only some fail: which back end is broken. */
const someAddresses: Rule = (input) => {
  const { secondLooks = [] } = input;
  const looks = secondLooks.filter(({ way }) => way === 'address');
  const again = secondLooks.filter(({ way }) => way === 'again');
  // An address that answers now so and now otherwise fails by turns, whatever one look at it found.
  if (looks.some((one) => again.some(({ address, isGood }) => address === one.address && isGood !== one.isGood))) {
    return null;
  }
  const [good, bad] = [looks.filter((look) => look.isGood), looks.filter((look) => !look.isGood)];
  const [first] = bad;
  if (!first || good.length === 0) return null;
  const host = hostOf(input.asked.url);
  const family = familyOf(bad);
  const isFamily =
    family !== null && good.every(({ address }) => address?.includes(':') !== first.address?.includes(':'));
  const who = isFamily
    ? `${host} is broken over ${family} only`
    : `${bad.length} of the ${looks.length} addresses of ${host} ${bad.length === 1 ? 'is' : 'are'} broken`;
  const category = first.httpStatus === null ? (categories[first.reason ?? 'network'] ?? 'connection') : 'http_status';
  const detail = first.httpStatus === null ? first.detail : `${first.address} ${outcomeWords(first)}`;
  return {
    category,
    sentence: `${who}: ${detail}; ${list(good.map(({ address }) => String(address)).slice(0, 3))} ${good.length === 1 ? 'is' : 'are'} fine`,
    confidence: 98,
    evidence: looks.map((look) => `${look.address}: ${look.isGood ? 'fine' : outcomeWords(look)}`),
    next: 'Take the broken server out of DNS or of the load balancer until it is repaired',
  };
};

function familyOf(looks: readonly SecondLook[]): 'IPv4' | 'IPv6' | null {
  const families = new Set(looks.map(({ address }) => (address?.includes(':') ? 'IPv6' : 'IPv4')));
  return families.size === 1 ? ([...families][0] ?? null) : null;
}

/** With TLS nothing comes, without it the site answers. */
const onlyWithoutTls: Rule = (input) => {
  const plain = input.secondLooks?.find(({ way }) => way === 'plainHttp');
  const reason = input.raw?.outcome.reason;
  if (!plain?.isGood || !reason || !['refused', 'reset', 'timeout', 'tls'].includes(reason)) return null;
  const wire = wireOf(input);
  if (!wire) return null;
  const { category, words } = wire;
  return {
    category,
    sentence: `${topics[category] ?? ''}${words}; without TLS, over http, the site answers ${statusWords(plain.httpStatus ?? 0)}`,
    confidence: moved(input) ? 90 : 96,
    evidence: [input.raw?.outcome.detail ?? ''],
    next: 'The server runs: look at its TLS listener and its certificate files',
  };
};

/** Addresses, ports and the way to an answer. */
export const connectionRules: readonly Rule[] = [wireFails, damagedBody, someAddresses, onlyWithoutTls];
