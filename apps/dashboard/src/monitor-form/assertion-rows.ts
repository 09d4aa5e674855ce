import type { Assertion, HeaderOperator, JsonOperator, TextOperator, TimedPhase } from '@wakeful/contracts';
import type { NumberText } from './form-state.js';
import { numberOf, numberOrAbsent } from './numbers.js';

type JsonPathAssertion = Extract<Assertion, { type: 'jsonPath' }>;

/** An assertion being edited; entered values are kept when its type changes. */
export interface AssertionRow {
  readonly id: string;
  readonly type: Assertion['type'];
  /** The keyword, regex, JSONPath, header name or URL. */
  readonly text: string;
  readonly present: boolean;
  readonly ignoreCase: boolean;
  readonly jsonOperator: JsonOperator;
  readonly headerOperator: HeaderOperator;
  readonly urlOperator: TextOperator;
  readonly value: string;
  readonly minBytes: NumberText;
  readonly maxBytes: NumberText;
  readonly phase: TimedPhase;
  readonly maxMs: NumberText;
  readonly minDaysLeft: NumberText;
}

/** The API name of the text field per type; types without one are missing. */
export const textFieldOf = {
  keyword: 'keyword',
  regex: 'pattern',
  jsonPath: 'path',
  header: 'name',
  bodySize: null,
  finalUrl: 'value',
  duration: null,
  certificate: null,
} as const satisfies Record<Assertion['type'], string | null>;

/** Whether the operator needs a value. */
export const takesValue = (operator: JsonOperator): boolean => operator !== 'exists' && operator !== 'notExists';

/** The fields shown in a row. */
export function fieldsOfRow({ type, jsonOperator, headerOperator }: AssertionRow): readonly string[] {
  if (type === 'bodySize') return ['minBytes', 'maxBytes'];
  if (type === 'duration') return ['maxMs'];
  if (type === 'certificate') return ['minDaysLeft'];
  const isCompared =
    (type === 'jsonPath' && takesValue(jsonOperator)) || (type === 'header' && takesValue(headerOperator));
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
  urlOperator: 'equals',
  value: '',
  minBytes: '',
  maxBytes: '',
  phase: 'total',
  maxMs: '',
  minDaysLeft: 14,
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
    case 'finalUrl':
      return { ...row, urlOperator: assertion.operator, text: assertion.value };
    case 'duration':
      return { ...row, phase: assertion.phase, maxMs: assertion.maxMs };
    case 'certificate':
      return { ...row, minDaysLeft: assertion.minDaysLeft };
  }
}

/** The assertion as sent; the schema validates it. */
export function assertionOfRow(row: AssertionRow): Assertion {
  switch (row.type) {
    case 'keyword':
      return { type: 'keyword', keyword: row.text, present: row.present, ignoreCase: row.ignoreCase };
    case 'regex':
      return { type: 'regex', pattern: row.text, present: row.present };
    case 'jsonPath': {
      const operator = row.jsonOperator;
      const compared = takesValue(operator) && row.value !== '' ? { value: valueOfText(row.value) } : {};
      return { type: 'jsonPath', path: row.text, operator, ...compared };
    }
    case 'header': {
      const operator = row.headerOperator;
      const compared = takesValue(operator) && row.value !== '' ? { value: row.value } : {};
      return { type: 'header', name: row.text, operator, ...compared };
    }
    case 'bodySize':
      return { type: 'bodySize', ...present('minBytes', row.minBytes), ...present('maxBytes', row.maxBytes) };
    case 'finalUrl':
      return { type: 'finalUrl', operator: row.urlOperator, value: row.text.trim() };
    case 'duration':
      return { type: 'duration', phase: row.phase, maxMs: numberOf(row.maxMs) };
    case 'certificate':
      return { type: 'certificate', minDaysLeft: numberOf(row.minDaysLeft) };
  }
}

function present<Name extends string>(name: Name, typed: NumberText): Partial<Record<Name, number>> {
  const value = numberOrAbsent(typed);
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, number>>);
}

type JsonValue = NonNullable<JsonPathAssertion['value']> | null;

const INTEGER = /^-?(0|[1-9]\d{0,99})$/;

/** Parses an entered value: a number, true, false, null or a quoted string; anything else is the string itself. */
export function valueOfText(text: string): JsonValue {
  if (INTEGER.test(text) && !Number.isSafeInteger(Number(text))) return { integer: text };
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return null;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  } catch {
    // Not JSON: a plain string.
  }
  return text;
}

/** The inverse of {@link valueOfText}. */
export function textOfValue(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'object' && value !== null) return value.integer;
  if (typeof value !== 'string') return JSON.stringify(value);
  return value === '' || valueOfText(value) !== value ? JSON.stringify(value) : value;
}
