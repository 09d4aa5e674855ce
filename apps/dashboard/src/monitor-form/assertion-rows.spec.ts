import { describe, expect, it } from '@jest/globals';
import type { Assertion } from '@wakeful/contracts';
import { assertionOfRow, newAssertionRow, rowOfAssertion, textOfValue, valueOfText } from './assertion-rows.js';

const assertions: Assertion[] = [
  { type: 'keyword', keyword: 'Welcome', present: false, ignoreCase: true },
  { type: 'regex', pattern: 'a+', present: true },
  { type: 'jsonPath', path: '$.a', operator: 'exists' },
  { type: 'jsonPath', path: '$.a', operator: 'greaterThan', value: 3 },
  { type: 'jsonPath', path: '$.a', operator: 'equals', value: null },
  { type: 'jsonPath', path: '$.a', operator: 'equals', value: '' },
  { type: 'header', name: 'Server', operator: 'matches', value: '^n' },
  { type: 'jsonPath', path: '$.error', operator: 'notExists' },
  { type: 'jsonPath', path: '$.id', operator: 'equals', value: { integer: '9007199254740993' } },
  { type: 'header', name: 'Server', operator: 'notExists' },
  { type: 'header', name: 'Server', operator: 'notContains', value: 'PHP' },
  { type: 'finalUrl', operator: 'notMatches', value: 'login' },
  { type: 'duration', phase: 'ttfb', maxMs: 300 },
  { type: 'certificate', minDaysLeft: 21 },
  { type: 'bodySize' },
  { type: 'bodySize', minBytes: 0, maxBytes: 9 },
];

describe('an assertion in the form', () => {
  it.each(assertions)('comes out as it went in: %j', (assertion) => {
    expect(assertionOfRow(rowOfAssertion(assertion))).toEqual(assertion);
  });

  it('keeps its text when its kind changes, and sends only what the kind has', () => {
    const row = { ...newAssertionRow(), text: 'ok', value: 'x' };
    expect(assertionOfRow({ ...row, type: 'regex' })).toEqual({ type: 'regex', pattern: 'ok', present: true });
    expect(assertionOfRow({ ...row, type: 'jsonPath' })).toEqual({ type: 'jsonPath', path: 'ok', operator: 'exists' });
  });
});

describe('a compared value', () => {
  it.each([
    ['ok', 'ok'],
    ['42', 42],
    ['true', true],
    ['null', null],
    ['"42"', '42'],
    ['{"a":1}', '{"a":1}'],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', { integer: '9007199254740993' }],
    ['-90071992547409930', { integer: '-90071992547409930' }],
  ])('%s means %j and is written so', (text, value) => {
    expect(valueOfText(text)).toEqual(value);
    expect(textOfValue(value)).toBe(text);
  });
});
