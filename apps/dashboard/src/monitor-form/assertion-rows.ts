import type { Assertion } from '@wakeful/contracts';
import type { NumberText } from './form-state.js';
import { numberOrAbsent } from './numbers.js';

type JsonPathAssertion = Extract<Assertion, { type: 'jsonPath' }>;
type HeaderAssertion = Extract<Assertion, { type: 'header' }>;

/** An assertion while it is edited: what was typed stays when its kind changes. */
export interface AssertionRow {
  readonly id: string;
  readonly type: Assertion['type'];
  /** The keyword, the pattern, the path or the name of the header. */
  readonly text: string;
  readonly present: boolean;
  readonly ignoreCase: boolean;
  readonly jsonOperator: JsonPathAssertion['operator'];
  readonly headerOperator: HeaderAssertion['operator'];
  readonly value: string;
  readonly minBytes: NumberText;
  readonly maxBytes: NumberText;
}

/** How the text field of each kind is called in the API; what has none is not here. */
export const textFieldOf = {
  keyword: 'keyword',
  regex: 'pattern',
  jsonPath: 'path',
  header: 'name',
  bodySize: null,
} as const satisfies Record<Assertion['type'], string | null>;

/** Which fields of a row are there to be filled in. */
export function fieldsOfRow({ type, jsonOperator, headerOperator }: AssertionRow): readonly string[] {
  if (type === 'bodySize') return ['minBytes', 'maxBytes'];
  const isCompared =
    (type === 'jsonPath' && jsonOperator !== 'exists') || (type === 'header' && headerOperator !== 'exists');
  return isCompared ? ['text', 'value'] : ['text'];
}

export const newAssertionRow = (): AssertionRow => ({
  id: crypto.randomUUID(),
  type: 'keyword',
  text: '',
  present: true,
  ignoreCase: false,
  jsonOperator: 'exists',
  headerOperator: 'exists',
  value: '',
  minBytes: '',
  maxBytes: '',
});

export function rowOfAssertion(assertion: Assertion): AssertionRow {
  const row = { ...newAssertionRow(), type: assertion.type };
  switch (assertion.type) {
    case 'keyword':
      return { ...row, text: assertion.keyword, present: assertion.present, ignoreCase: assertion.ignoreCase };
    case 'regex':
      return { ...row, text: assertion.pattern, present: assertion.present };
    case 'jsonPath':
      return { ...row, text: assertion.path, jsonOperator: assertion.operator, value: textOfValue(assertion.value) };
    case 'header':
      return { ...row, text: assertion.name, headerOperator: assertion.operator, value: assertion.value ?? '' };
    case 'bodySize':
      return { ...row, minBytes: assertion.minBytes ?? '', maxBytes: assertion.maxBytes ?? '' };
  }
}

/** The assertion as it is sent; whether it is right is for the schema to say. */
export function assertionOfRow(row: AssertionRow): Assertion {
  switch (row.type) {
    case 'keyword':
      return { type: 'keyword', keyword: row.text, present: row.present, ignoreCase: row.ignoreCase };
    case 'regex':
      return { type: 'regex', pattern: row.text, present: row.present };
    case 'jsonPath': {
      const operator = row.jsonOperator;
      const compared = operator === 'exists' || row.value === '' ? {} : { value: valueOfText(row.value) };
      return { type: 'jsonPath', path: row.text, operator, ...compared };
    }
    case 'header': {
      const operator = row.headerOperator;
      const compared = operator === 'exists' || row.value === '' ? {} : { value: row.value };
      return { type: 'header', name: row.text, operator, ...compared };
    }
    case 'bodySize':
      return { type: 'bodySize', ...present('minBytes', row.minBytes), ...present('maxBytes', row.maxBytes) };
  }
}

function present<Name extends string>(name: Name, typed: NumberText): Partial<Record<Name, number>> {
  const value = numberOrAbsent(typed);
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, number>>);
}

type JsonValue = NonNullable<JsonPathAssertion['value']> | null;

/** What a text means in JSON: a number, true, false, null or, in quotes, a text; anything else is the text itself. */
export function valueOfText(text: string): JsonValue {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return null;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  } catch {
    // It is not JSON: it means itself.
  }
  return text;
}

/** The text that means this value, see {@link valueOfText}. */
export function textOfValue(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return value === '' || valueOfText(value) !== value ? JSON.stringify(value) : value;
}
