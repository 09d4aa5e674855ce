import { CookieJar } from 'tough-cookie';
import type { ResponseHead } from './response-head.js';

const MAX_COOKIES_PER_ANSWER = 100;
const nameOf = (pair: string): string => pair.split('=', 1)[0]?.trim() ?? '';

const isNotEmpty = (pair: string): boolean => pair !== '';

/**
 * The cookies that a chain of redirects sets and sends back (RFC 6265, with public suffixes), as a browser without any
 * would keep them. It lives as long as one check.
 */
export class CheckCookies {
  #jar: CookieJar | null = null;

  /** Takes the cookies of an answer from `url`; those that the rules refuse are passed over. */
  store(head: ResponseHead, url: string): void {
    const lines = head.values('set-cookie');
    if (lines.length === 0) return;
    // Loose: as in browsers a cookie without a name is one.
    this.#jar ??= new CookieJar(undefined, { looseMode: true });
    for (const line of lines.slice(0, MAX_COOKIES_PER_ANSWER))
      this.#jar.setCookieSync(line, url, { ignoreError: true });
  }

  /**
   * The Cookie header of a request to `url`: the monitor's own cookies, then those of the chain; null when there is none.
   * Where both have a name, the server's newer word counts.
   */
  header(url: string, own: string | undefined): string | null {
    const set =
      this.#jar
        ?.getCookiesSync(url)
        .map((cookie) => cookie.cookieString())
        .filter(isNotEmpty) ?? [];
    const replaced = new Set(set.map(nameOf));
    const kept = (own ?? '').split(';').map((pair) => pair.trim());
    const all = [...kept.filter((pair) => isNotEmpty(pair) && !replaced.has(nameOf(pair))), ...set];
    return all.length === 0 ? null : all.join('; ');
  }
}
