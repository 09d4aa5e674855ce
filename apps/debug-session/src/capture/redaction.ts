import { type HeaderField, isHarmlessHeader, type ProbeSecrets } from '@wakeful/contracts';
import { HIDDEN, hideSecrets, isSecretName } from '@wakeful/domain';
import { redactor } from '@wakeful/probing';

/** A cookie "lang=en" is no secret, and hiding "en" would tear every text apart. */
const MIN_LEARNED_CHARACTERS = 8;
const MAX_LEARNED = 500;
/** At the end of a text that was cut off before it came here: half of a secret may stand there. */
const TORN_END = /[^\s"'<>&;,]{0,8192}$/;

/** The parts of a sensitive header that are secrets: a cookie's value without its name, a token without its scheme. */
function secretsIn(name: string, value: string): string[] {
  if (name === 'set-cookie') return [/=([^;]*)/.exec(value)?.[1] ?? ''];
  if (name === 'cookie') return value.split(/;\s*/).map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
  return [value, value.replace(/^\w+\s+/, '')];
}

/** All that a redaction goes by, for a process of its own. It is secret itself. */
export interface RedactionState {
  secrets: ProbeSecrets | null;
  names: readonly string[];
  url: string | null;
  learned: readonly string[];
}

/**
 * The one way in which what a session saw loses its secrets: what is one by its name or form (`hideSecrets`), the monitor's own
 * secrets, and every credential met on the way by its value, wherever it turns up. All headers must be learned before the first
 * text is hidden, and texts are hidden before they are cut.
 */
export class Redaction {
  readonly #hideOwn: (text: string) => string;
  readonly #names: ReadonlySet<string>;
  readonly #ownHeaders: ReadonlySet<string>;
  readonly #learned: Set<string>;

  /**
   * @param names of headers, parameters and fields to hide in addition to those that always are
   * @param url of the monitor, whose origin is no secret although a header may repeat it
   */
  constructor(
    private readonly secrets: ProbeSecrets | null,
    private readonly names: readonly string[] = [],
    private readonly url: string | null = null,
    learned: readonly string[] = [],
  ) {
    this.#hideOwn = secrets ? redactor(secrets, url) : (text) => text;
    this.#names = new Set(names.map((name) => name.toLowerCase()));
    this.#ownHeaders = new Set(Object.keys(secrets?.headers ?? {}).map((name) => name.toLowerCase()));
    this.#learned = new Set(learned);
  }

  static of({ secrets, names, url, learned }: RedactionState): Redaction {
    return new Redaction(secrets, names, url, learned);
  }

  get state(): RedactionState {
    return { secrets: this.secrets, names: this.names, url: this.url, learned: [...this.#learned] };
  }

  /** Whether the value of a header or field of this name is hidden as a whole. */
  isSensitive(name: string): boolean {
    const key = name.toLowerCase();
    if (this.#names.has(key)) return true;
    return this.#ownHeaders.has(key) ? !isHarmlessHeader(key) : isSecretName(key);
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
    return hideSecrets(hidden, this.#names);
  }

  /** The beginning of a text, of which the secrets were hidden before. `isTorn`: it was already cut off when it came. */
  beginning(text: string, maxCharacters: number, isTorn = false): string {
    const hidden = this.text(text);
    return (isTorn ? hidden.replace(TORN_END, '') : hidden).slice(0, maxCharacters);
  }

  /** The same of any value that JSON can hold: fields by their names, and texts within it. */
  json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([key, item]): [string, unknown] => {
      if (/^cookies$/i.test(key) && Array.isArray(item)) return [key, []];
      return [key, typeof item === 'string' && this.isSensitive(key) ? HIDDEN : this.json(item)];
    });
    return this.#hideNamed(Object.fromEntries(fields));
  }

  /** A header, a parameter, an input of a page: what its name says decides about its value. */
  #hideNamed(fields: Record<string, unknown>): Record<string, unknown> {
    const { name, type } = fields;
    const isSecret = type === 'password' || (typeof name === 'string' && this.isSensitive(name));
    if (!isSecret) return fields;
    for (const key of ['value', 'content', '__playwright_value_']) if (key in fields) fields[key] = HIDDEN;
    return fields;
  }
}
