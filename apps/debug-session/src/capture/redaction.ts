import type { HeaderField, ProbeSecrets } from '@wakeful/contracts';
import { redactor } from '@wakeful/probing';

export const HIDDEN = '***';

const SENSITIVE_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key', 'x-auth-token'];
const SENSITIVE_FIELDS = [
  'password',
  'passwd',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'api_key',
  'apikey',
  'client_secret',
];
/** What a monitor sends in every request and nobody has to hide. */
const HARMLESS_HEADERS = new Set([
  'accept',
  'accept-language',
  'accept-encoding',
  'user-agent',
  'content-type',
  'host',
]);
/** A cookie "lang=en" is no secret, and hiding "en" would tear every text apart. */
const MIN_LEARNED_CHARACTERS = 8;
const MAX_LEARNED = 500;

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** The parts of a sensitive header that are secrets: a cookie's value without its name, a token without its scheme. */
function secretsIn(name: string, value: string): string[] {
  if (name === 'set-cookie') return [/=([^;]*)/.exec(value)?.[1] ?? ''];
  if (name === 'cookie') return value.split(/;\s*/).map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
  return [value, value.replace(/^\w+\s+/, '')];
}

/**
 * Hides secrets in what a session saw: values of sensitive headers, fields and parameters by their names, and the
 * monitor's own secrets and every credential met on the way by their values, wherever they turn up. All headers must be
 * learned before the first text is hidden.
 */
export class Redaction {
  readonly #hideOwn: (text: string) => string;
  readonly #headerNames: ReadonlySet<string>;
  readonly #parameters: RegExp;
  readonly #jsonFields: RegExp;
  readonly #learned = new Set<string>();

  /** @param names of headers, parameters and fields to hide beside those that always are */
  constructor(secrets: ProbeSecrets | null, names: readonly string[] = []) {
    this.#hideOwn = secrets ? redactor(secrets) : (text) => text;
    const own = Object.keys(secrets?.headers ?? {}).map((name) => name.toLowerCase());
    this.#headerNames = new Set([...SENSITIVE_HEADERS, ...names, ...own.filter((name) => !HARMLESS_HEADERS.has(name))]);
    const fields = [...SENSITIVE_FIELDS, ...names].map(escape).join('|');
    this.#parameters = new RegExp(String.raw`((?:^|[?&#;\s])(?:${fields})=)[^&#;\s"'<>]+`, 'gi');
    this.#jsonFields = new RegExp(String.raw`("(?:${fields})"\s*:\s*)"(?:[^"\\]|\\.)*"`, 'gi');
  }

  isSensitive(headerName: string): boolean {
    return this.#headerNames.has(headerName.toLowerCase());
  }

  /** Remembers the credentials in headers, to hide them in every other place too. */
  learn(headers: readonly HeaderField[]): void {
    for (const { name, value } of headers) {
      if (!this.isSensitive(name)) continue;
      for (const secret of secretsIn(name.toLowerCase(), value)) {
        if (secret.length >= MIN_LEARNED_CHARACTERS && this.#learned.size < MAX_LEARNED) this.#learned.add(secret);
      }
    }
  }

  headers(fields: readonly HeaderField[]): HeaderField[] {
    return fields.map(({ name, value }) => ({ name, value: this.isSensitive(name) ? HIDDEN : this.text(value) }));
  }

  /** Hides secrets in a URL, a body, a message: any text that a page or its network showed. */
  text(text: string): string {
    let hidden = this.#hideOwn(text);
    for (const secret of this.#learned) if (hidden.includes(secret)) hidden = hidden.replaceAll(secret, HIDDEN);
    return hidden.replace(this.#parameters, `$1${HIDDEN}`).replace(this.#jsonFields, `$1"${HIDDEN}"`);
  }
}
