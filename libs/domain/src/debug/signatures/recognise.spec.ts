import { describe, expect, it } from '@jest/globals';
import type { RawCheck } from '@wakeful/contracts';
import { answers } from './answers.fixture.js';
import { recognise, signatures } from './recognise.js';

const checkOf = (httpStatus: number, bodyText: string, headers: Readonly<Record<string, string>> = {}): RawCheck => ({
  startedAt: '2026-01-31T12:00:00.000Z',
  outcome: {
    status: 'down',
    reason: 'http_status',
    detail: '',
    httpStatus,
    timings: { dnsUs: 0, connectUs: 0, tlsUs: 0, ttfbUs: 0, transferUs: 0, totalUs: 0 },
    facts: {},
  },
  dnsAnswers: [],
  tlsChain: [],
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  bodyText,
  bodyBytes: bodyText.length,
  isBodyTruncated: false,
});

describe('the table of signatures', () => {
  it('has at least 60, each under its own name and with an answer that was met', () => {
    const ids = signatures.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(60);
    expect(ids.toSorted()).toEqual([...new Set(Object.keys(answers))].toSorted());
  });

  it.each(Object.entries(answers))('knows %s', (id, [status, body, headers]) => {
    expect(recognise(checkOf(status, body, headers))?.id).toBe(id);
  });

  it.each(signatures)('says of $id what it means and what to do next', ({ sentence, next }) => {
    expect(sentence).toMatch(/^[A-Z].*[^.]$|^nginx.*[^.]$/);
    expect(next).toMatch(/^[A-Z].*[^.]$/);
  });

  it.each([
    [200, '<h1>Welcome to our shop</h1><p>Add to cart</p>'],
    [404, '<h1>Not found</h1>'],
    [502, '<h1>Bad Gateway</h1>'],
    [500, 'Internal Server Error'],
    [403, 'Forbidden'],
  ])('does not take %i %s for something else', (status, body) => {
    expect(recognise(checkOf(status, body))).toBeNull();
  });
});
