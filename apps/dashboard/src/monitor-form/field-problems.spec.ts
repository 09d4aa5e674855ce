import { describe, expect, it } from '@jest/globals';
import { newAssertionRow } from './assertion-rows.js';
import { byField, checkedChanges, checkedNew, placed } from './field-problems.js';
import { emptyForm, type FormState, newHeaderRow } from './form-state.js';

const formWith = (changes: Partial<FormState>): FormState => ({ ...emptyForm(), url: 'example.com', ...changes });

const shownOf = (form: FormState) => Object.fromEntries(byField(form, checkedNew(form).problems).shown);

describe('what the schema finds in the form', () => {
  it('is nothing when an address was typed', () => {
    expect(checkedNew(formWith({}))).toMatchObject({ problems: [], body: { url: 'https://example.com' } });
  });

  it('is shown at each field, in words', () => {
    const form = formWith({
      url: '',
      intervalSeconds: 1,
      timeoutMs: 'x',
      maxRedirects: '',
      tags: ['ok', 'x'.repeat(65)],
      expectedStatus: ['2xy'],
      hasBreaker: true,
      cooldownSeconds: 1,
      authType: 'bearer',
    });
    expect(shownOf(form)).toEqual({
      url: 'URL must be a URL, such as https://example.com/.',
      intervalSeconds: 'Interval must be at least 5 seconds.',
      timeoutMs: 'Timeout must be a number.',
      maxRedirects: 'Maximum redirects must be a number.',
      tags: `“${'x'.repeat(65)}” must be at most 64 characters.`,
      expectedStatus: '“2xy” must be a code such as "204", a range "200-299" or a class "2xx".',
      'circuitBreaker.cooldownSeconds': 'Interval while down must be at least 5 seconds.',
      'auth.token': 'Token must not be empty.',
    });
  });

  it('finds the row of a header by its name, whatever is in that', () => {
    const headers = [
      newHeaderRow(),
      newHeaderRow('X.Y', 'a\nb'),
      newHeaderRow('bad name', 'v'),
      newHeaderRow('', 'v'),
      newHeaderRow('accept', 'a'),
      newHeaderRow('Accept', 'b'),
    ];
    expect(shownOf(formWith({ headers }))).toEqual({
      'headers.1.value': 'Value must not contain a line break or another control character.',
      'headers.2.name': 'Name must be a header name.',
      'headers.3.name': 'Name must be a header name.',
      'headers.5.name': 'Name is a duplicate (header names ignore case).',
    });
  });

  it('is shown in the row of its assertion', () => {
    const assertions = [newAssertionRow(), { ...newAssertionRow(), type: 'header' as const, text: 'a b' }];
    expect(shownOf(formWith({ assertions }))).toEqual({
      'assertions.0.text': 'Value must not be empty.',
      'assertions.1.text': 'Value must be a header name.',
    });
  });

  it('is looked for only in what changed', () => {
    const before = formWith({});
    expect(checkedChanges({ ...before, intervalSeconds: 30 }, before)).toEqual({
      body: { intervalSeconds: 30 },
      problems: [],
    });
    expect(checkedChanges({ ...before, intervalSeconds: '' }, before).problems).toEqual([
      { path: 'intervalSeconds', message: 'must be a number' },
    ]);
  });
});

describe('what the server finds', () => {
  const form = formWith({
    headers: [newHeaderRow('Authorization', '***')],
    assertions: [{ ...newAssertionRow(), type: 'regex', text: '(' }],
  });

  it.each([
    ['headers.Authorization', 'is already set by "auth"', 'headers.0.name'],
    ['headers.Authorization', 'is "***", but no value is stored', 'headers.0.value'],
    ['assertions.0.pattern', 'must be a pattern', 'assertions.0.text'],
    ['tls.verify', 'must be true or false', 'tls.verify'],
    ['url', 'is already monitored with this method', 'url'],
  ])('of %s, %s, belongs to %s', (path, message, field) => {
    expect(placed(form, { path, message })).toEqual({ path: field, message });
  });

  it('is left over when no field can show it; the first wrong field is the first on the page', () => {
    const problems = ['parentId', 'whatever', 'timeoutMs'].map((path) => ({ path, message: 'is wrong' }));
    const { first, rest, sections } = byField(form, problems);
    expect({ first, rest, sections: [...sections] }).toEqual({
      first: 'timeoutMs',
      rest: [{ path: 'whatever', message: 'is wrong' }],
      sections: ['where', 'request'],
    });
  });
});
