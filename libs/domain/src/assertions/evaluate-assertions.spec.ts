import { describe, expect, it } from '@jest/globals';
import { assertion as assertionSchema } from '@wakeful/contracts';
import { evaluateAssertions } from './evaluate-assertions.js';

const shop = {
  status: 'ok',
  items: [
    { name: 'tea', price: 3, tags: ['hot'] },
    { name: 'cake', price: 5, tags: [] },
  ],
  nothing: null,
};

/** One row: an assertion as a user writes it, what it is judged on, and what comes out. */
const rows: { given: object; body?: string; passed: boolean; message: string }[] = [
  { given: { type: 'keyword', keyword: 'Welcome' }, passed: true, message: 'The body contains "Welcome"' },
  { given: { type: 'keyword', keyword: 'welcome' }, passed: false, message: 'The body does not contain "welcome"' },
  {
    given: { type: 'keyword', keyword: 'WELCOME', ignoreCase: true },
    passed: true,
    message: 'The body contains "WELCOME"',
  },
  {
    given: { type: 'keyword', keyword: 'Welcome', present: false },
    passed: false,
    message: 'The body contains "Welcome", which it must not',
  },
  {
    given: { type: 'keyword', keyword: 'Error', present: false },
    passed: true,
    message: 'The body does not contain "Error"',
  },
  { given: { type: 'regex', pattern: 'W\\w+e' }, passed: true, message: 'The body matches "W\\\\w+e"' },
  { given: { type: 'regex', pattern: '^shop$' }, passed: false, message: 'The body does not match "^shop$"' },
  {
    given: { type: 'regex', pattern: 'W.', present: false },
    passed: false,
    message: 'The body matches "W.", which it must not',
  },
  {
    given: { type: 'regex', pattern: '(?=a)' },
    passed: false,
    message: 'The pattern is not a regular expression in RE2 syntax: invalid or unsupported Perl syntax: `(?=`',
  },
  {
    given: { type: 'jsonPath', path: '$.status' },
    body: JSON.stringify(shop),
    passed: true,
    message: '"$.status" exists',
  },
  {
    given: { type: 'jsonPath', path: '$.nothing' },
    body: JSON.stringify(shop),
    passed: true,
    message: '"$.nothing" exists',
  },
  {
    given: { type: 'jsonPath', path: '$.state' },
    body: JSON.stringify(shop),
    passed: false,
    message: '"$.state" selects nothing in the body',
  },
  { given: { type: 'jsonPath', path: '$.status' }, body: 'Welcome', passed: false, message: 'The body is not JSON' },
  {
    given: { type: 'jsonPath', path: '$.status', operator: 'equals', value: 'ok' },
    body: JSON.stringify(shop),
    passed: true,
    message: '"$.status" is "ok"',
  },
  {
    given: { type: 'jsonPath', path: '$.status', operator: 'equals', value: 'down' },
    body: JSON.stringify(shop),
    passed: false,
    message: '"$.status" is "ok", expected a value equal to "down"',
  },
  {
    given: { type: 'jsonPath', path: '$.nothing', operator: 'equals', value: null },
    body: JSON.stringify(shop),
    passed: true,
    message: '"$.nothing" is null',
  },
  {
    given: { type: 'jsonPath', path: '$.items[*].name', operator: 'equals', value: 'cake' },
    body: JSON.stringify(shop),
    passed: true,
    message: '"$.items[*].name" is "cake"',
  },
  {
    given: { type: 'jsonPath', path: '$.items[*].name', operator: 'notEquals', value: 'cake' },
    body: JSON.stringify(shop),
    passed: false,
    message: '"$.items[*].name" is "cake", expected a value other than "cake"',
  },
  {
    given: { type: 'jsonPath', path: '$.items[*].name', operator: 'notEquals', value: 'milk' },
    body: JSON.stringify(shop),
    passed: true,
    message: '"$.items[*].name" is "tea"',
  },
  {
    given: { type: 'jsonPath', path: '$..price', operator: 'greaterThan', value: 4 },
    body: JSON.stringify(shop),
    passed: true,
    message: '"$..price" is 5',
  },
  {
    given: { type: 'jsonPath', path: '$..price', operator: 'lessThan', value: 3 },
    body: JSON.stringify(shop),
    passed: false,
    message: '"$..price" is 3, expected a value less than 3',
  },
  {
    given: { type: 'jsonPath', path: '$.items[?@.price > 4].tags', operator: 'contains', value: 'hot' },
    body: JSON.stringify(shop),
    passed: false,
    message: '"$.items[?@.price > 4].tags" is an array of 0, expected a value containing "hot"',
  },
  {
    given: { type: 'jsonPath', path: '$.status', operator: 'contains', value: 'k' },
    body: JSON.stringify(shop),
    passed: true,
    message: '"$.status" is "ok"',
  },
  {
    given: { type: 'jsonPath', path: '$..x' },
    body: '['.repeat(500) + ']'.repeat(500),
    passed: false,
    message: 'The document is nested deeper than 200 levels',
  },
  { given: { type: 'header', name: 'X-Shop' }, passed: true, message: 'The header x-shop is there' },
  { given: { type: 'header', name: 'constructor' }, passed: false, message: 'The header constructor is missing' },
  { given: { type: 'header', name: '__proto__' }, passed: false, message: 'The header __proto__ is missing' },
  {
    given: { type: 'header', name: 'x-shop', operator: 'equals', value: 'tea' },
    passed: true,
    message: 'The header x-shop is "tea"',
  },
  {
    given: { type: 'header', name: 'x-shop', operator: 'equals', value: 'te' },
    passed: false,
    message: 'The header x-shop is "tea", expected to be "te"',
  },
  {
    given: { type: 'header', name: 'set-cookie', operator: 'contains', value: 'b=' },
    passed: true,
    message: 'The header set-cookie is "b=2"',
  },
  {
    given: { type: 'header', name: 'x-shop', operator: 'matches', value: '^t.a$' },
    passed: true,
    message: 'The header x-shop is "tea"',
  },
  {
    given: { type: 'header', name: 'x-shop', operator: 'matches', value: '^c' },
    passed: false,
    message: 'The header x-shop is "tea", expected to match "^c"',
  },
  {
    given: { type: 'bodySize', minBytes: 7, maxBytes: 7 },
    body: 'Welcome',
    passed: true,
    message: 'The body has 7 bytes',
  },
  {
    given: { type: 'bodySize', minBytes: 8 },
    body: 'Welcome',
    passed: false,
    message: 'The body has 7 bytes, expected at least 8',
  },
  {
    given: { type: 'bodySize', maxBytes: 6 },
    body: 'Welcome',
    passed: false,
    message: 'The body has 7 bytes, expected at most 6',
  },
];

describe('evaluateAssertions', () => {
  it.each(rows)('$given gives $passed: $message', ({ given, body = 'Welcome to the shop', passed, message }) => {
    const assertion = assertionSchema.parse(given);
    const headers = { 'x-shop': 'tea', 'set-cookie': ['a=1', 'b=2'] };
    const response = { status: 200, headers, bodyBytes: body.length, bodyText: body };

    expect(evaluateAssertions([assertion], response)).toEqual([{ type: assertion.type, passed, message }]);
  });

  it('answers in the order of the assertions and cuts long messages', () => {
    const assertions = [
      assertionSchema.parse({ type: 'jsonPath', path: '$' }),
      assertionSchema.parse({ type: 'keyword', keyword: 'x'.repeat(1000) }),
    ];
    const results = evaluateAssertions(assertions, { status: 200, headers: {}, bodyBytes: 2, bodyText: '{}' });

    expect(results.map(({ type, passed }) => [type, passed])).toEqual([
      ['jsonPath', true],
      ['keyword', false],
    ]);
    expect(results.every(({ message }) => message.length <= 512)).toBe(true);
  });
});
