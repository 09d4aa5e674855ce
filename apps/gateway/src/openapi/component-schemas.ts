import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;
export type Direction = 'input' | 'output';

/** Where zod points to for a part that has a name. */
const NAMED_PART = /^#\/\$defs\/(.+)$/;
/** Where this class points to until it knows the names of the components. */
const FORM = /^#\/(input|output)\/(.+)$/;

/**
 * Turns zod schemas into JSON Schemas that share their named parts as components of an OpenAPI document. A schema with
 * defaults has two forms: what may be left out of a request is always in an answer. Then the form of the request has
 * `Input` after its name.
 */
export class ComponentSchemas {
  readonly #forms: Record<Direction, Map<string, JsonSchema>> = { input: new Map(), output: new Map() };

  /** The schema, to be placed in the document; its named parts become components. */
  convert(schema: z.ZodType, direction: Direction): JsonSchema {
    const converted = z.toJSONSchema(schema, {
      io: direction,
      override: ({ jsonSchema }) => simplify(jsonSchema, direction),
    });
    const { $defs = {}, $schema: _, ...root } = converted as JsonSchema & { $defs?: Record<string, JsonSchema> };
    for (const [name, part] of Object.entries($defs)) this.#forms[direction].set(name, part);
    return redirect(root, NAMED_PART, ([name]) => `#/${direction}/${name}`);
  }

  /** The document with its references pointed at the components, and the components themselves. */
  finish<T extends object>(document: T & { components?: object }): T {
    const split = this.namesWithTwoForms();
    const componentOf = (direction: string, name: string): string =>
      direction === 'input' && split.has(name) ? `${name}Input` : name;
    const schemas: JsonSchema = {};
    for (const direction of ['input', 'output'] as const) {
      for (const [name, part] of this.#forms[direction]) {
        schemas[componentOf(direction, name)] = redirect(
          part,
          NAMED_PART,
          ([inner = '']) => `#/components/schemas/${componentOf(direction, inner)}`,
        );
      }
    }
    const sorted = Object.entries(schemas).sort(([a], [b]) => a.localeCompare(b));
    const components = { ...document.components, schemas: Object.fromEntries(sorted) };
    return redirect(
      { ...document, components },
      FORM,
      ([direction = '', name = '']) => `#/components/schemas/${componentOf(direction, name)}`,
    );
  }

  /** Names whose two forms differ, directly or in what they refer to. */
  private namesWithTwoForms(): Set<string> {
    const { input, output } = this.#forms;
    const split = new Set<string>();
    const differs = (name: string): boolean =>
      JSON.stringify(input.get(name)) !== JSON.stringify(output.get(name)) ||
      [...namedPartsOf(input.get(name))].some((part) => split.has(part));
    const common = [...input.keys()].filter((name) => output.has(name));
    for (let size = -1; size !== split.size;) {
      size = split.size;
      for (const name of common) if (differs(name)) split.add(name);
    }
    return split;
  }
}

/**
 * zod says of every whole number that JavaScript can represent it; no reader needs that. And it closes the objects of
 * answers, which a later version may extend.
 */
function simplify(jsonSchema: JsonSchema, direction: Direction): void {
  if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
  if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
  if (direction === 'output' && jsonSchema['additionalProperties'] === false) delete jsonSchema['additionalProperties'];
}

/** A copy in which every reference that fits the pattern points elsewhere. */
function redirect<T>(value: T, pattern: RegExp, target: (groups: readonly string[]) => string): T {
  if (Array.isArray(value)) return value.map((item: unknown) => redirect(item, pattern, target)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => {
    const match = key === '$ref' && typeof item === 'string' ? pattern.exec(item) : null;
    return [key, match ? target(match.slice(1)) : redirect(item, pattern, target)];
  });
  return Object.fromEntries(entries) as T;
}

function* namedPartsOf(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    const match = key === '$ref' && typeof item === 'string' ? NAMED_PART.exec(item) : null;
    if (match?.[1]) yield match[1];
    else yield* namedPartsOf(item);
  }
}
