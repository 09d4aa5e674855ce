/** A JSON Schema or a part of one. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

type JsonObject = Record<string, JsonValue>;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const namesIn = (value: JsonValue | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);

/**
 * Lists what changed between two JSON Schemas of one message version in a way that breaks a service of the other side:
 * everything but a new optional property. Empty: the services of before and after can run side by side.
 */
export function incompatibilities(before: JsonValue, after: JsonValue, path = ''): string[] {
  if (isObject(before) && isObject(after)) return compareObjects(before, after, path);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => incompatibilities(item, after[index] ?? null, `${path}/${index}`));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [`${path || '/'} changed`];
}

function compareObjects(before: JsonObject, after: JsonObject, path: string): string[] {
  const problems: string[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]];
    const here = `${path}/${key}`;
    if (key === 'properties' && isObject(was) && isObject(is))
      problems.push(...compareProperties(was, is, after, here));
    else if (key === 'required') problems.push(...compareRequired(was, is, path));
    else if (was === undefined || is === undefined)
      problems.push(`${here} ${was === undefined ? 'is new' : 'is gone'}`);
    else problems.push(...incompatibilities(was, is, here));
  }
  return problems;
}

function compareProperties(was: JsonObject, is: JsonObject, schema: JsonObject, path: string): string[] {
  const required = namesIn(schema['required']);
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) => {
    const [old, current] = [was[name], is[name]];
    if (old === undefined) return required.includes(name) ? [`${path}/${name} is new and required`] : [];
    if (current === undefined) return [`${path}/${name} is gone`];
    return incompatibilities(old, current, `${path}/${name}`);
  });
}

/** A new required property is reported as a property; here only those that were there before. */
function compareRequired(was: JsonValue | undefined, is: JsonValue | undefined, path: string): string[] {
  const gone = namesIn(was).filter((name) => !namesIn(is).includes(name));
  const added = namesIn(is).filter((name) => !namesIn(was).includes(name));
  return [
    ...gone.map((name) => `${path}/${name} is optional now`),
    ...added.map((name) => `${path}/${name} is required now`),
  ];
}
