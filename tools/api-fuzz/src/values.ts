import fc, { type Arbitrary } from 'fast-check';
import type { ApiDocument, Schema } from './document.js';

const MAX_DEPTH = 5;
const MAX_ITEMS = 3;
const MAX_LENGTH = 60;
const EARLIEST = new Date('2020-01-01T00:00:00Z');
const LATEST = new Date('2030-01-01T00:00:00Z');

/** Of the formats, those whose values are made by something better than their pattern. */
const FORMATS: Readonly<Record<string, Arbitrary<unknown>>> = {
  uuid: fc.uuid(),
  email: fc.nat(999).map((n) => `fuzz-${n}@example.com`),
  uri: fc.nat(99_999).map((n) => `http://127.0.0.1:9/fuzz?${n}`),
  'date-time': fc.date({ min: EARLIEST, max: LATEST, noInvalidDate: true }).map((date) => date.toISOString()),
};

/** What programs stumble over, wherever it is put. */
export const hostileValue: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21, 2 ** 53, -0, '', ' ', [], {}, [[]], [null]),
  fc.constantFrom<unknown>(
    '\u0000',
    '\ud800',
    '💥'.repeat(40),
    '__proto__',
    'constructor',
    "'; DROP TABLE monitors; --",
    '../../../etc/passwd',
    '<script>alert(1)</script>',
    '%00',
    '${7*7}',
    'http://[::1',
    'javascript:alert(1)',
    '9'.repeat(400),
    'a'.repeat(70_000),
    '2026-02-30T25:61:00Z',
    '0001-01-01T00:00:00Z',
    '999999-01-01T00:00:00Z',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values that a schema of the document allows. What it cannot say, such as a rule over two fields, they may break. */
export class Values {
  readonly #byReference = new Map<string, Arbitrary<unknown>>();

  constructor(
    private readonly document: ApiDocument,
    private readonly knownIds: readonly string[],
  ) {}

  of(schema: Schema, depth = 0): Arbitrary<unknown> {
    if (schema.$ref !== undefined) return this.#ofReference(schema.$ref, depth);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return fc.oneof(...choices.map((one) => this.of(one, depth)));
    if (schema.allOf) return this.#ofAll(schema.allOf, depth);
    const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
    if (types.length === 0) return fc.jsonValue({ maxDepth: 1 });
    return fc.oneof(...types.map((type) => this.#ofType(type, schema, depth)));
  }

  #ofReference(reference: string, depth: number): Arbitrary<unknown> {
    if (depth > MAX_DEPTH) return fc.constant(null);
    const key = `${depth} ${reference}`;
    const known = this.#byReference.get(key);
    if (known) return known;
    const schema = this.document.components.schemas[reference.split('/').at(-1) ?? ''] ?? {};
    const made = this.of(schema, depth + 1);
    this.#byReference.set(key, made);
    return made;
  }

  #ofAll(parts: readonly Schema[], depth: number): Arbitrary<unknown> {
    return fc.tuple(...parts.map((part) => this.of(part, depth))).map((all) => Object.assign({}, ...all) as unknown);
  }

  #ofType(type: string, schema: Schema, depth: number): Arbitrary<unknown> {
    switch (type) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
      case 'number':
        return numberOf(type, schema);
      case 'string':
        return this.#text(schema);
      case 'array':
        return this.#list(schema, depth);
      default:
        return this.#object(schema, depth);
    }
  }

  #text({ format, pattern, minLength = 0, maxLength = MAX_LENGTH }: Schema): Arbitrary<string> {
    // What exists is found by its id only now and then among all that could be.
    if (format === 'uuid')
      return fc.oneof(
        fc.nat().map((n) => this.#knownId(n)),
        fc.uuid(),
      );
    const special = format === undefined ? undefined : FORMATS[format];
    if (special) return special as Arbitrary<string>;
    if (pattern !== undefined) return textLike(pattern);
    return fc.string({
      unit: 'grapheme-composite',
      minLength,
      maxLength: Math.max(minLength, Math.min(maxLength, MAX_LENGTH)),
    });
  }

  /** At the time of the request: the list grows while requests are made. */
  #knownId(n: number): string {
    return this.knownIds[n % this.knownIds.length] ?? '';
  }

  #list({ items, prefixItems, minItems = 0, maxItems = MAX_ITEMS }: Schema, depth: number): Arbitrary<unknown> {
    if (prefixItems) return fc.tuple(...prefixItems.map((one) => this.of(one, depth + 1)));
    const item = typeof items === 'object' ? this.of(items, depth + 1) : fc.constant(0);
    const most = depth > MAX_DEPTH ? minItems : Math.max(minItems, Math.min(maxItems, MAX_ITEMS));
    return fc.array(item, { minLength: minItems, maxLength: most });
  }

  #object(
    { properties = {}, required = [], additionalProperties, propertyNames }: Schema,
    depth: number,
  ): Arbitrary<unknown> {
    const fields = Object.entries(properties).filter(([name]) => depth <= MAX_DEPTH || required.includes(name));
    const own = fc.record(Object.fromEntries(fields.map(([name, one]) => [name, this.of(one, depth + 1)])), {
      requiredKeys: [...required].filter((name) => name in properties),
    });
    if (typeof additionalProperties !== 'object') return own;
    const key = propertyNames
      ? (this.of(propertyNames, depth + 1) as Arbitrary<string>)
      : fc.stringMatching(/^[A-Za-z-]{1,12}$/);
    const rest = fc.dictionary(key, this.of(additionalProperties, depth + 1), { maxKeys: MAX_ITEMS });
    return fc.tuple(own, rest).map(([a, b]) => ({ ...b, ...a }));
  }
}

function numberOf(type: 'integer' | 'number', schema: Schema): Arbitrary<number> {
  const min = schema.minimum ?? (schema.exclusiveMinimum === undefined ? -1_000 : schema.exclusiveMinimum + 1);
  const max =
    schema.maximum ?? (schema.exclusiveMaximum === undefined ? Math.max(min, 100_000) : schema.exclusiveMaximum - 1);
  if (type === 'integer') return fc.integer({ min: Math.ceil(min), max: Math.floor(Math.max(min, max)) });
  return fc.double({ min, max: Math.max(min, max), noNaN: true });
}

/** Patterns that look ahead or behind cannot be turned into texts. */
function textLike(pattern: string): Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' });
  } catch {
    return fc.constantFrom('a', 'http://127.0.0.1:9/', '2026-01-31T12:00:00Z', 'x-1');
  }
}
