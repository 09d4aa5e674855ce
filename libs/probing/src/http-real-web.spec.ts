import { describe, expect, it } from '@jest/globals';
import { codingAnswers, framingAnswers, serveRaw } from '@wakeful/testing';
import { expectSound, probe, Target } from './targets.fixture.js';

describe.each([
  { section: 'framing and headers', rows: framingAnswers },
  { section: 'codings', rows: codingAnswers },
])('httpProbe is right about what real servers send: $section', ({ rows }) => {
  it.each(rows)('$name', async (row) => {
    const { method = 'GET', assertions = [], want = {}, odd } = row;
    await using target = await Target.tcp(serveRaw(row));
    const outcome = await probe(target.url(), { method, assertions, maxBodyBytes: 1_000_000 });

    expectSound(outcome);
    const { detail, ...rest } = want;
    const expected = { status: 'up', reason: null, ...rest };
    expect(outcome).toMatchObject({ ...expected, ...(expected.status === 'up' && { httpStatus: 200, ...rest }) });
    if (detail) expect(outcome.detail).toMatch(detail);
    if (odd) expect(outcome.facts.oddities?.join('\n')).toMatch(odd);
    else expect(outcome.facts.oddities).toBeUndefined();
    await target.allClosed();
  });
});
