import { type CheckFacts, isHarmlessHeader, type ProbeSecrets } from '@wakeful/contracts';
import { hideSecrets } from '@wakeful/domain';
import { proxyAuthorization, readProxy } from './proxy/proxy-address.js';

/** Shorter values ("1", "*", "GET") are no secrets, and hiding them would tear sentences apart. */
const MIN_SECRET_CHARACTERS = 4;
/** So much of a secret is enough to know it by: what a sentence quotes may be cut. */
const TELLING_CHARACTERS = 12;

/** Said by a header of a monitor they are no secret either; hiding them would take words from sentences. */
const PLAIN_WORDS =
  /^(prod|production|staging|stage|dev|development|test|testing|true|false|live|demo|preview|canary|monitoring|monitor|default|internal|external|public|private|main|master|enabled|disabled|none|keep-alive|close|no-cache|websocket)$/i;

/** What everybody sees of the monitored page: its address, in parts. */
function publicTexts(url: string | null): ReadonlySet<string> {
  if (url === null || !URL.canParse(url)) return new Set();
  const { origin, host, hostname, protocol } = new URL(url);
  return new Set([origin, `${origin}/`, host, hostname, protocol.slice(0, -1)]);
}

function secretTexts(secrets: ProbeSecrets, url: string | null): string[] {
  const texts = Object.entries(secrets.headers).flatMap(([name, value]) =>
    // "Bearer abc" is known by its "abc": the scheme alone is no secret.
    isHarmlessHeader(name) ? [] : [value, ...value.split(/[\s;]+/)],
  );
  if (secrets.body) texts.push(secrets.body);
  const { auth } = secrets;
  if (auth?.type === 'bearer') texts.push(auth.token);
  if (auth?.type === 'basic') {
    texts.push(auth.password, Buffer.from(`${auth.username}:${auth.password}`).toString('base64'));
  }
  if (auth?.type === 'digest') texts.push(auth.password);
  if (auth?.type === 'oauth2') texts.push(auth.clientSecret);
  if (secrets.proxyUrl !== null) texts.push(...proxySecrets(secrets.proxyUrl));
  const shown = publicTexts(url);
  const telling = texts.filter(
    (text) =>
      text.length >= MIN_SECRET_CHARACTERS &&
      !/^(basic|bearer|token)$/i.test(text) &&
      !PLAIN_WORDS.test(text) &&
      !shown.has(text),
  );
  return [...new Set(telling.flatMap((text) => [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)]))];
}

function proxySecrets(proxyUrl: string): string[] {
  const proxy = readProxy(proxyUrl);
  return proxy.credentials ? [proxy.credentials.password, proxyAuthorization(proxy)?.slice('Basic '.length) ?? ''] : [];
}

function mask(text: string, secret: string): string {
  const telling = secret.slice(0, TELLING_CHARACTERS);
  let masked = '';
  let from = 0;
  for (let at = text.indexOf(telling); at >= 0; at = text.indexOf(telling, from)) {
    let length = telling.length;
    while (length < secret.length && text[at + length] === secret[length]) length += 1;
    masked += `${text.slice(from, at)}***`;
    from = at + length;
  }
  return masked + text.slice(from);
}

/**
 * Hides the request's secrets in texts that come from the response: a page may send back what it was sent.
 * @param url of the monitor: its origin is no secret, whatever header repeats it
 */
export function redactor(secrets: ProbeSecrets, url: string | null = null): (text: string) => string {
  const texts = secretTexts(secrets, url).sort((a, b) => b.length - a.length);
  return (text) => texts.reduce(mask, text);
}

/**
 * Hides secrets in every text of an outcome that a response can reach, also those that only their name tells: a redirect may lead
 * to `?token=`. Changes it in place.
 */
export function redactOutcome(
  verdict: { detail: string },
  facts: CheckFacts,
  secrets: ProbeSecrets | null,
  url: string,
): void {
  const hideOwn = secrets ? redactor(secrets, url) : (text: string): string => text;
  const redact = (text: string): string => hideSecrets(hideOwn(text));
  if (verdict.detail !== '') verdict.detail = redact(verdict.detail);
  for (const result of facts.assertions ?? []) result.message = redact(result.message);
  for (const hop of facts.hops ?? []) hop.url = redact(hop.url);
  if (facts.oddities) facts.oddities = facts.oddities.map(redact);
  if (facts.finalUrl !== undefined) facts.finalUrl = redact(facts.finalUrl);
}
