import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { latencySeries, mergeEncodedTotals, PhaseHistograms } from './phase-histograms.js';
import { EncodingError } from './varint.js';

const us = fc.integer({ min: 0, max: 2_147_483_647 });
const timings = fc.record({ dns: us, connect: us, tls: us, ttfb: us, transfer: us });
const checks = fc.array(timings, { maxLength: 50 });

function histogramsOf(values: readonly Parameters<PhaseHistograms['add']>[0][]): PhaseHistograms {
  const histograms = new PhaseHistograms();
  for (const value of values) histograms.add(value);
  return histograms;
}

/** What Postgres does by encodedTotalSql. */
const encodedTotal = (bytes: Uint8Array): Uint8Array => bytes.subarray(3, 3 + (bytes[1] ?? 0) * 256 + (bytes[2] ?? 0));

describe('PhaseHistograms', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(checks, (values) => {
        const bytes = histogramsOf(values).encode();
        expect(PhaseHistograms.decode(bytes).encode()).toEqual(bytes);
      }),
    );
  });

  it('merges the encoded form as the decoded one', () => {
    fc.assert(
      fc.property(checks, checks, (a, b) => {
        const viaBytes = histogramsOf(a);
        viaBytes.mergeEncoded(histogramsOf(b).encode());
        const direct = histogramsOf(a);
        direct.merge(histogramsOf(b));
        expect(viaBytes.encode()).toEqual(direct.encode());
        expect(direct.encode()).toEqual(histogramsOf([...a, ...b]).encode());
      }),
    );
  });

  it('merges totals that are cut out of the encoded form and strung together', () => {
    fc.assert(
      fc.property(checks, checks, (a, b) => {
        const parts = [a, b].map((values) => encodedTotal(histogramsOf(values).encode()));
        const total = mergeEncodedTotals(Buffer.concat(parts));
        const expected = histogramsOf([...a, ...b]).series.total;
        expect([total.count, total.sumUs, total.quantileUs(0.95)]).toEqual([
          expected.count,
          expected.sumUs,
          expected.quantileUs(0.95),
        ]);
      }),
    );
  });

  it('leaves out phases that did not happen, and adds the others up', () => {
    const { series } = histogramsOf([{ dns: 0, connect: 200, tls: 0, ttfb: 700, transfer: 100 }]);
    expect(latencySeries.map((name) => [name, series[name].count, series[name].sumUs])).toEqual([
      ['total', 1, 1000],
      ['dns', 0, 0],
      ['connect', 1, 200],
      ['tls', 0, 0],
      ['ttfb', 1, 700],
      ['transfer', 1, 100],
    ]);
  });

  it('takes a byte or so for each check', () => {
    const spread = Array.from({ length: 60 }, (_, index) => ({
      dns: 900 + index * 7,
      connect: 12_000 + index * 31,
      tls: 25_000 + index * 101,
      ttfb: 80_000 + ((index * 7919) % 40_000),
      transfer: 3000 + ((index * 104_729) % 9000),
    }));
    expect(histogramsOf(spread).encode().length).toBeLessThan(60 * 6);
  });

  it('refuses a version that it does not know', () => {
    expect(() => PhaseHistograms.decode(Uint8Array.of(9, 0, 0))).toThrow(EncodingError);
  });
});
