import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiDocument, DocumentedAnswer } from './document.js';
import type { FuzzRequest } from './requests.js';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

const PROBLEM = 'application/problem+json';
/** The lines of a stack, a path of the code, what the driver or the ORM says. */
const INNER =
  /\n\s+at \S+ \(|node_modules\/|file:\/\/\/|QueryFailedError|EntityManager|PostgresError|\bSELECT .{1,80} FROM /;
/**
 * Answers that say that a part which the run does not have is missing, or did not do its work: a checker of a made-up location, a
 * receiver of alerts, a browser. Each is documented where it can come.
 */
const OF_OTHERS = new Set([502, 503, 504]);

/** Says what is wrong with answers, by the document. */
export class AnswerJudge {
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  /** @param secrets texts that no answer may hold */
  constructor(
    document: ApiDocument,
    private readonly secrets: readonly string[],
  ) {
    this.#ajv.addSchema({ $id: 'api', components: document.components });
  }

  /** What is wrong, each in a sentence. */
  problemsOf({ operation, method }: FuzzRequest, { status, contentType, text }: Answer): string[] {
    const problems: string[] = [];
    const documented = operation.answers[status];
    if (status >= 500 && !(OF_OTHERS.has(status) && documented)) problems.push(`answers ${status}`);
    if (!documented) problems.push(`${status} is not documented`);
    if (INNER.test(text)) problems.push('shows what is inside');
    if (this.secrets.some((secret) => text.includes(secret))) problems.push('shows a secret');
    if (documented && method !== 'HEAD')
      problems.push(...this.#problemsOfBody(operation.id, documented, status, contentType, text));
    return problems;
  }

  #problemsOfBody(
    id: string,
    { content = {} }: DocumentedAnswer,
    status: number,
    contentType: string,
    text: string,
  ): string[] {
    const types = Object.keys(content);
    if (types.length === 0) return text === '' ? [] : [`${status} has a body that is not documented`];
    const type = contentType.split(';')[0]?.trim() ?? '';
    const media = content[type];
    if (!media) return [`${status} is ${type || 'nothing'}, documented is ${types.join(' or ')}`];
    if (status >= 400 && type !== PROBLEM && type !== 'text/html') return [`${status} is no problem of RFC 9457`];
    if (!media.schema || !/json$/.test(type)) return [];
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return [`${status} is no JSON`];
    }
    const validate = this.#validator(`${id} ${status} ${type}`, media.schema);
    return validate(body) ? [] : [`${status} misses its schema: ${this.#ajv.errorsText(validate.errors)}`];
  }

  #validator(key: string, schema: object): ValidateFunction {
    const known = this.#compiled.get(key);
    if (known) return known;
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as object;
    const made = this.#ajv.compile(absolute);
    this.#compiled.set(key, made);
    return made;
  }
}
