import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { codingAnswers, framingAnswers, type RawAnswer } from './raw-answers.fixture.js';
import { expectSound, probe, Target } from './targets.fixture.js';

const PAUSE_MS = 150;

/** Sends the pieces with a pause between them, whatever is asked. */
export function serveRaw({ bytes, staysOpen }: Pick<RawAnswer, 'bytes' | 'staysOpen'>): (socket: Socket) => void {
  const pieces = Array.isArray(bytes) ? (bytes as readonly (string | Buffer)[]) : [bytes as string | Buffer];
  return (socket) => {
    socket.setNoDelay(true);
    socket.once('data', () => {
      pieces.forEach((piece, index) => setTimeout(() => socket.write(piece), index * PAUSE_MS));
      if (!staysOpen) setTimeout(() => socket.end(), (pieces.length - 1) * PAUSE_MS);
    });
  };
}

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
