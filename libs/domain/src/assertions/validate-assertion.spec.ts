import { describe, expect, it } from '@jest/globals';
import { assertion as assertionSchema } from '@wakeful/contracts';
import { validateAssertion } from './validate-assertion.js';

describe('validateAssertion', () => {
  it.each([
    { type: 'keyword', keyword: '(' },
    { type: 'regex', pattern: '\\bprice: \\d+' },
    { type: 'jsonPath', path: '$..items[?@.price > 4 && count(@.tags[*]) == 0].name' },
    { type: 'jsonPath', path: '$.items[?@.price > $.limit]', operator: 'equals', value: null },
    { type: 'header', name: 'server', operator: 'matches', value: '^nginx' },
    { type: 'bodySize', maxBytes: 0 },
    { type: 'jsonPath', path: '$.a', operator: 'notExists' },
    { type: 'jsonPath', path: '$.a', operator: 'lessThan', value: { integer: '9007199254740993' } },
    { type: 'header', name: 'server', operator: 'notExists' },
    { type: 'finalUrl', operator: 'matches', value: '/welcome$' },
    { type: 'duration', maxMs: 1 },
    { type: 'certificate', minDaysLeft: 0 },
  ])('accepts %j', (given) => {
    expect(validateAssertion(assertionSchema.parse(given))).toBeNull();
  });

  it.each([
    { given: { type: 'regex', pattern: '(a)\\1' }, want: /RE2 regular expression: invalid escape/ },
    { given: { type: 'regex', pattern: '(?<!a)b' }, want: /RE2 regular expression/ },
    { given: { type: 'regex', pattern: '(a?){1000}' }, want: /too large/ },
    { given: { type: 'regex', pattern: '(a{100}){100}' }, want: /RE2 regular expression: invalid repeat count/ },
    { given: { type: 'jsonPath', path: 'status' }, want: /not a valid JSONPath/ },
    { given: { type: 'jsonPath', path: '$[' }, want: /not a valid JSONPath/ },
    { given: { type: 'jsonPath', path: "$[?match(@.a, '(a+)+b')]" }, want: /no such function 'match'/ },
    { given: { type: 'jsonPath', path: "$[?search(@.a, '(a+)+b')]" }, want: /no such function 'search'/ },
    { given: { type: 'jsonPath', path: '$..a..b' }, want: /more than one descendant/ },
    { given: { type: 'jsonPath', path: '$..a[?@..b]' }, want: /more than one descendant/ },
    { given: { type: 'jsonPath', path: '$[?count(@..b) > 1]' }, want: /within a filter/ },
    { given: { type: 'jsonPath', path: '$[?@.a == count($.b[*])]' }, want: /must select a single value/ },
    { given: { type: 'jsonPath', path: `$${'[0,0]'.repeat(7)}` }, want: /too many alternatives/ },
    { given: { type: 'jsonPath', path: `$${'[?@.a]'.repeat(9)}` }, want: /more than 8 filters/ },
    { given: { type: 'jsonPath', path: `$[?${Array(17).fill('@[*]').join('||')}]` }, want: /more than 16 queries/ },
    { given: { type: 'jsonPath', path: '$.a', operator: 'equals' }, want: /needs a value/ },
    { given: { type: 'jsonPath', path: '$.a', operator: 'lessThan', value: '3' }, want: /needs a number/ },
    { given: { type: 'header', name: 'a', operator: 'contains' }, want: /needs a value/ },
    { given: { type: 'header', name: 'a', operator: 'matches', value: '(' }, want: /RE2 regular expression/ },
    { given: { type: 'header', name: 'a', operator: 'notMatches', value: '(' }, want: /RE2 regular expression/ },
    { given: { type: 'jsonPath', path: '$.a', operator: 'matches', value: 3 }, want: /needs a pattern/ },
    { given: { type: 'jsonPath', path: '$.a', operator: 'notMatches', value: '(' }, want: /RE2 regular expression/ },
    { given: { type: 'finalUrl', operator: 'matches', value: '(' }, want: /RE2 regular expression/ },
    { given: { type: 'bodySize' }, want: /minBytes or maxBytes/ },
    { given: { type: 'bodySize', minBytes: 2, maxBytes: 1 }, want: /above/ },
  ])('refuses $given', ({ given, want }) => {
    expect(validateAssertion(assertionSchema.parse(given))).toMatch(want);
  });
});
