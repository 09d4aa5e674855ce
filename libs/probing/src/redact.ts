import { type CheckFacts, isHarmlessHeader, type ProbeSecrets } from '@wakeful/contracts';
import { proxyAuthorization, readProxy } from './proxy/proxy-address.js';

/** Shorter values ("1", "*", "GET") are no secrets, and hiding them would tear sentences apart. */
const MIN_SECRET_CHARACTERS = 4;
/** So much of a secret is enough to know it by: what a sentence quotes may be cut. */
const TELLING_CHARACTERS = 12;

function secretTexts(secrets: ProbeSecrets): string[] {
  const texts = Object.entries(secrets.headers).flatMap(([name, value]) =>
    // "Bearer abc" is told by its "abc": the scheme alone is no secret.
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
  const telling = texts.filter((text) => text.length >= MIN_SECRET_CHARACTERS && !/^(basic|bearer|token)$/i.test(text));
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

/** Hides the request's secrets in texts that come from the response: a page may send back what it was sent. */
export function redactor(secrets: ProbeSecrets): (text: string) => string {
  const texts = secretTexts(secrets).sort((a, b) => b.length - a.length);
  return (text) => texts.reduce(mask, text);
}

/** Hides secrets in every text of an outcome that a response can reach; changes it in place. */
export function redactOutcome(verdict: { detail: string }, facts: CheckFacts, redact: (text: string) => string): void {
  if (verdict.detail !== '') verdict.detail = redact(verdict.detail);
  for (const result of facts.assertions ?? []) result.message = redact(result.message);
  for (const hop of facts.hops ?? []) hop.url = redact(hop.url);
  if (facts.oddities) facts.oddities = facts.oddities.map(redact);
  if (facts.finalUrl !== undefined) facts.finalUrl = redact(facts.finalUrl);
}
