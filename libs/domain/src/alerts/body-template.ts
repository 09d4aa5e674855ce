/** The values available to a template: strings, numbers, booleans or null. */
export type TemplateValues = Readonly<Record<string, string | number | boolean | null>>;

const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;

/** A template uses an unknown name or does not produce JSON. */
export class BodyTemplateError extends Error {
  readonly code = 'BODY_TEMPLATE_INVALID';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'BodyTemplateError';
  }
}

/**
 * Fills `{{name}}` into a JSON text. Inside a JSON string a value becomes part of that string, escaped; elsewhere it
 * becomes the JSON value, so that `{"up": {{isUp}}}` is true or false. The result is always JSON, whatever the values
 * contain.
 * @throws BodyTemplateError
 */
export function renderBodyTemplate(template: string, values: TemplateValues): string {
  const body = template.replace(PLACEHOLDER, (_all, name: string, offset: number) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new BodyTemplateError(`uses the unknown placeholder {{${name}}}`);
    const json = JSON.stringify(value);
    if (!isInsideString(template, offset)) return json;
    return typeof value === 'string' ? json.slice(1, -1) : value === null ? '' : json;
  });
  try {
    JSON.parse(body);
  } catch (error) {
    throw new BodyTemplateError('does not produce valid JSON', error);
  }
  return body;
}

/** Whether an odd number of unescaped quotes precedes it. */
function isInsideString(text: string, offset: number): boolean {
  let isInside = false;
  for (let at = 0; at < offset; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') isInside = !isInside;
  }
  return isInside;
}
