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
    message: 'The body contains "Welcome", but must not',
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
    message: 'The body matches "W.", but must not',
  },
  {
    given: { type: 'regex', pattern: '(?=a)' },
    passed: false,
    message: 'The pattern is not a valid RE2 regular expression: invalid or unsupported Perl syntax: `(?=`',
  },
  {
    given: { type: 'jsonPath', path: '$.status' },
    body: JSON.stringify(shop),
    passed: true,
    message: '$.status exists',
  },
  {
    given: { type: 'jsonPath', path: '$.nothing' },
    body: JSON.stringify(shop),
    passed: true,
    message: '$.nothing exists',
  },
  {
    given: { type: 'jsonPath', path: '$.state' },
    body: JSON.stringify(shop),
    passed: false,
    message: '$.state matches nothing in the body',
  },
  { given: { type: 'jsonPath', path: '$.status' }, body: 'Welcome', passed: false, message: 'The body is not JSON' },
  {
    given: { type: 'jsonPath', path: '$.status', operator: 'equals', value: 'ok' },
    body: JSON.stringify(shop),
    passed: true,
    message: '$.status is the string "ok"',
  },
  {
    given: { type: 'jsonPath', path: '$.status', operator: 'equals', value: 'down' },
    body: JSON.stringify(shop),
    passed: false,
    message: '$.status is the string "ok", expected the string "down"',
  },
  {
    given: { type: 'jsonPath', path: '$.nothing', operator: 'equals', value: null },
    body: JSON.stringify(shop),
    passed: true,
    message: '$.nothing is null',
  },
  {
    given: { type: 'jsonPath', path: '$.items[*].name', operator: 'equals', value: 'cake' },
    body: JSON.stringify(shop),
    passed: true,
    message: '$.items[*].name is the string "cake"',
  },
  {
    given: { type: 'jsonPath', path: '$.items[*].name', operator: 'notEquals', value: 'cake' },
    body: JSON.stringify(shop),
    passed: false,
    message: '$.items[*].name is the string "cake", expected anything but the string "cake"',
  },
  {
    given: { type: 'jsonPath', path: '$.items[*].name', operator: 'notEquals', value: 'milk' },
    body: JSON.stringify(shop),
    passed: true,
    message: '$.items[*].name is the string "tea"',
  },
  {
    given: { type: 'jsonPath', path: '$..price', operator: 'greaterThan', value: 4 },
    body: JSON.stringify(shop),
    passed: true,
    message: '$..price is the number 5',
  },
  {
    given: { type: 'jsonPath', path: '$..price', operator: 'lessThan', value: 3 },
    body: JSON.stringify(shop),
    passed: false,
    message: '$..price is the number 3, expected less than the number 3',
  },
  {
    given: { type: 'jsonPath', path: '$.items[?@.price > 4].tags', operator: 'contains', value: 'hot' },
    body: JSON.stringify(shop),
    passed: false,
    message: '$.items[?@.price > 4].tags is an array of 0, expected it to contain the string "hot"',
  },
  {
    given: { type: 'jsonPath', path: '$.status', operator: 'contains', value: 'k' },
    body: JSON.stringify(shop),
    passed: true,
    message: '$.status is the string "ok"',
  },
  {
    given: { type: 'jsonPath', path: '$..x' },
    body: '['.repeat(500) + ']'.repeat(500),
    passed: false,
    message: 'The document is nested more than 200 levels deep',
  },
  { given: { type: 'header', name: 'X-Shop' }, passed: true, message: 'The header x-shop exists' },
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
    message: 'The header x-shop is "tea", expected it to be "te"',
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
    message: 'The header x-shop is "tea", expected it to match "^c"',
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
  // Negation and absence. A path that selects nothing satisfies `notExists` alone; a missing header every negation.
  {
    given: { type: 'jsonPath', path: '$.state', operator: 'notExists' },
    body: '{}',
    passed: true,
    message: '$.state matches nothing in the body',
  },
  {
    given: { type: 'jsonPath', path: '$.error', operator: 'notExists' },
    body: '{"error":null}',
    passed: false,
    message: '$.error is null, expected it to be missing',
  },
  ...(['notEquals', 'notContains', 'notMatches'] as const).map((operator) => ({
    given: { type: 'jsonPath', path: '$.state', operator, value: 'x' },
    body: '{}',
    passed: false,
    message: '$.state matches nothing in the body',
  })),
  {
    given: { type: 'jsonPath', path: '$..tags', operator: 'notContains', value: 'hot' },
    body: JSON.stringify(shop),
    passed: false,
    message: '$..tags is an array of 1, expected it not to contain the string "hot"',
  },
  {
    given: { type: 'jsonPath', path: '$.items[*].name', operator: 'notMatches', value: '^c' },
    body: JSON.stringify(shop),
    passed: false,
    message: '$.items[*].name is the string "cake", expected it not to match the string "^c"',
  },
  {
    given: { type: 'jsonPath', path: '$.status', operator: 'matches', value: '^o' },
    body: JSON.stringify(shop),
    passed: true,
    message: '$.status is the string "ok"',
  },
  {
    given: { type: 'header', name: 'X-Debug', operator: 'notExists' },
    passed: true,
    message: 'The header x-debug is missing',
  },
  {
    given: { type: 'header', name: 'X-Shop', operator: 'notExists' },
    passed: false,
    message: 'The header x-shop is "tea", expected it to be missing',
  },
  ...(['notEquals', 'notContains', 'notMatches'] as const).map((operator) => ({
    given: { type: 'header', name: 'x-debug', operator, value: 'x' },
    passed: true,
    message: 'The header x-debug is missing',
  })),
  {
    given: { type: 'header', name: 'set-cookie', operator: 'notEquals', value: 'c=3' },
    passed: true,
    message: 'The header set-cookie is "a=1", "b=2"',
  },
  {
    given: { type: 'header', name: 'set-cookie', operator: 'notContains', value: 'b=' },
    passed: false,
    message: 'The header set-cookie is "b=2", expected it not to contain "b="',
  },
  {
    given: { type: 'header', name: 'x-shop', operator: 'notMatches', value: 'e' },
    passed: false,
    message: 'The header x-shop is "tea", expected it not to match "e"',
  },
  // The type is part of what was found.
  {
    given: { type: 'jsonPath', path: '$.total', operator: 'equals', value: 5 },
    body: '{"total":"5"}',
    passed: false,
    message: '$.total is the string "5", expected the number 5',
  },
  {
    given: { type: 'jsonPath', path: '$.total', operator: 'equals', value: 'true' },
    body: '{"total":true}',
    passed: false,
    message: '$.total is true, expected the string "true"',
  },
  // Integers are exact.
  {
    given: { type: 'jsonPath', path: '$.id', operator: 'equals', value: { integer: '9007199254740993' } },
    body: '{"id":9007199254740993}',
    passed: true,
    message: '$.id is the number 9007199254740993',
  },
  {
    given: { type: 'jsonPath', path: '$.id', operator: 'equals', value: { integer: '9007199254740993' } },
    body: '{"id":9007199254740992}',
    passed: false,
    message: '$.id is the number 9007199254740992, expected the number 9007199254740993',
  },
  {
    given: { type: 'jsonPath', path: '$.ids', operator: 'contains', value: { integer: '9007199254740993' } },
    body: '{"ids":[1,9007199254740992]}',
    passed: false,
    message: '$.ids is an array of 2, expected it to contain the number 9007199254740993',
  },
  {
    given: {
      type: 'jsonPath',
      path: '$[?@.id > 5].id',
      operator: 'greaterThan',
      value: { integer: '9007199254740992' },
    },
    body: '[{"id":4},{"id":9007199254740993}]',
    passed: true,
    message: '$[?@.id > 5].id is the number 9007199254740993',
  },
  {
    given: { type: 'jsonPath', path: '$', operator: 'equals', value: 5 },
    body: '\uFEFF5.0',
    passed: true,
    message: '$ is the number 5',
  },
  // Where, how long, how long still.
  {
    given: { type: 'finalUrl', value: 'https://Shop.example/welcome' },
    passed: true,
    message: 'The final URL is "https://shop.example/welcome"',
  },
  {
    given: { type: 'finalUrl', operator: 'notContains', value: '/welcome' },
    passed: false,
    message: 'The final URL is "https://shop.example/welcome", expected it not to contain "/welcome"',
  },
  {
    given: { type: 'duration', maxMs: 1234 },
    passed: false,
    message: 'The check took 1,234.5 ms, expected at most 1,234 ms',
  },
  { given: { type: 'duration', phase: 'tls', maxMs: 20 }, passed: true, message: 'The TLS handshake took 20 ms' },
];

const answer = {
  status: 200,
  headers: {},
  finalUrl: 'https://shop.example/welcome',
  durationsUs: { dnsUs: 0, connectUs: 500, tlsUs: 20_000, ttfbUs: 1_214_000, transferUs: 0, totalUs: 1_234_500 },
  certificateExpiresAt: null,
};

describe('evaluateAssertions', () => {
  it.each(rows)('$given gives $passed: $message', ({ given, body = 'Welcome to the shop', passed, message }) => {
    const assertion = assertionSchema.parse(given);
    const headers = { 'x-shop': 'tea', 'set-cookie': ['a=1', 'b=2'] };
    const response = { ...answer, headers, bodyBytes: body.length, bodyText: body };

    expect(evaluateAssertions([assertion], response)).toEqual([{ type: assertion.type, passed, message }]);
  });

  it('answers in the order of the assertions and cuts long messages', () => {
    const assertions = [
      assertionSchema.parse({ type: 'jsonPath', path: '$' }),
      assertionSchema.parse({ type: 'keyword', keyword: 'x'.repeat(1000) }),
    ];
    const results = evaluateAssertions(assertions, { ...answer, bodyBytes: 2, bodyText: '{}' });

    expect(results.map(({ type, passed }) => [type, passed])).toEqual([
      ['jsonPath', true],
      ['keyword', false],
    ]);
    expect(results.every(({ message }) => message.length <= 512)).toBe(true);
  });

  const daysFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000 + 3_600_000).toISOString();

  it.each([
    {
      certificateExpiresAt: daysFromNow(14),
      passed: true,
      message: /^The certificate is valid for 14 days, until \d{4}-\d\d-\d\d$/,
    },
    {
      certificateExpiresAt: daysFromNow(13),
      passed: false,
      message: /valid for 13 days, until .*, expected at least 14 days$/,
    },
    {
      certificateExpiresAt: daysFromNow(-3),
      passed: false,
      message: /^The certificate expired on .*, expected at least 14 days$/,
    },
    { certificateExpiresAt: null, passed: false, message: /did not use TLS$/ },
  ])('judges what is left of a certificate: $message', ({ certificateExpiresAt, passed, message }) => {
    const assertion = assertionSchema.parse({ type: 'certificate', minDaysLeft: 14 });

    const [result] = evaluateAssertions([assertion], { ...answer, certificateExpiresAt, bodyBytes: 0, bodyText: null });

    expect(result).toEqual({ type: 'certificate', passed, message: expect.stringMatching(message) });
  });
});
