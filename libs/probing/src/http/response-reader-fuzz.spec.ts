import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { read, splitAt, strayingAnswer, strictAnswer } from './answers.fixture.js';

const MS_PER_SECOND = 1_000;
const BATCH_RUNS = 200;
const FAR_ABOVE_MS = 60_000;

/** `npm run fuzz` sets it to ten minutes. */
const seconds = Number(process.env['WAKEFUL_FUZZ_SECONDS'] ?? 8);

const answers = fc.oneof(
  strictAnswer.map(({ bytes }) => bytes),
  strayingAnswer,
);

/** Bytes of an answer, some of which are replaced, dropped, doubled or swapped with a piece of another one. */
const mangled = fc
  .tuple(
    answers,
    answers,
    fc.array(
      fc.record({
        at: fc.nat(),
        length: fc.nat({ max: 6 }),
        what: fc.constantFrom('drop', 'double', 'noise', 'other'),
      }),
      {
        maxLength: 6,
      },
    ),
    fc.uint8Array({ maxLength: 6 }),
  )
  .map(([bytes, other, changes, noise]) =>
    changes.reduce((changed, { at, length, what }) => {
      const from = at % (changed.length + 1);
      const to = Math.min(changed.length, from + length);
      const put = {
        drop: Buffer.alloc(0),
        double: Buffer.concat([changed.subarray(from, to), changed.subarray(from, to)]),
        noise: Buffer.from(noise),
        other: other.subarray(from, to + 20),
      }[what];
      return Buffer.concat([changed.subarray(0, from), put, changed.subarray(to)]);
    }, bytes),
  );

it(
  `a response reader ends, in order and the same in any pieces, whatever comes (${seconds} s)`,
  () => {
    const pieces = mangled.chain((bytes) =>
      fc.tuple(
        fc.constant(bytes),
        fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }),
        fc.boolean(),
        fc.boolean(),
      ),
    );
    const untilMs = performance.now() + seconds * MS_PER_SECOND;
    let runs = 0;
    do {
      fc.assert(
        fc.property(pieces, ([bytes, positions, isHeadRequest, isSecure]) => {
          const whole = read([bytes], { isHeadRequest, isSecure });
          expect(whole.ending).not.toBe('under way');
          expect(read(splitAt(bytes, positions), { isHeadRequest, isSecure })).toEqual(whole);
        }),
        { numRuns: BATCH_RUNS },
      );
      runs += BATCH_RUNS;
    } while (performance.now() < untilMs);
    expect(runs).toBeGreaterThan(0);
  },
  seconds * MS_PER_SECOND + FAR_ABOVE_MS,
);
