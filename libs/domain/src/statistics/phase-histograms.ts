import { type Phase, phases } from '@wakeful/contracts';
import { LatencyHistogram } from './latency-histogram.js';
import { EncodingError, VarintReader } from './varint.js';

/** What is measured of a check: each phase, and all of them together. */
export const latencySeries = ['total', ...phases] as const;
export type LatencySeries = (typeof latencySeries)[number];

const VERSION = 1;
/** One byte of version, two of the length of the total's histogram. */
const HEADER_BYTES = 3;

/** A histogram for each phase of a probe and for the total, which is stored as one value. */
export class PhaseHistograms {
  readonly series: Readonly<Record<LatencySeries, LatencyHistogram>> = {
    total: new LatencyHistogram(),
    dns: new LatencyHistogram(),
    connect: new LatencyHistogram(),
    tls: new LatencyHistogram(),
    ttfb: new LatencyHistogram(),
    transfer: new LatencyHistogram(),
  };

  /** Adds a check. A phase of 0 µs did not happen, and so says nothing about how long that phase takes. */
  add(timingsUs: Readonly<Record<Phase, number>>): void {
    let totalUs = 0;
    for (const phase of phases) {
      const us = timingsUs[phase];
      if (us > 0) this.series[phase].add(us);
      totalUs += us;
    }
    this.series.total.add(totalUs);
  }

  merge(other: PhaseHistograms): void {
    for (const name of latencySeries) this.series[name].merge(other.series[name]);
  }

  /**
   * The version, the length of the total's histogram in two bytes (big-endian), that histogram, then those of the phases.
   * The length is there so that Postgres can cut the total out with `substring`: see {@link encodedTotalSql}.
   */
  encode(): Uint8Array {
    const total: number[] = [];
    this.series.total.encodeTo(total);
    const bytes = [VERSION, total.length >>> 8, total.length & 0xff, ...total];
    for (const phase of phases) this.series[phase].encodeTo(bytes);
    return Uint8Array.from(bytes);
  }

  /** Adds what {@link encode} wrote. @throws EncodingError */
  mergeEncoded(bytes: Uint8Array): void {
    if (bytes[0] !== VERSION) throw new EncodingError(`histograms of version ${bytes[0]} cannot be read`);
    const reader = new VarintReader(bytes, HEADER_BYTES);
    for (const name of latencySeries) this.series[name].mergeEncoded(reader);
  }

  /** Reads what {@link encode} wrote. @throws EncodingError */
  static decode(bytes: Uint8Array): PhaseHistograms {
    const histograms = new PhaseHistograms();
    histograms.mergeEncoded(bytes);
    return histograms;
  }
}

/** An SQL expression for the total's histogram within the encoded histograms in `column`. */
export const encodedTotalSql = (column: string): string =>
  `substring(${column} FROM ${HEADER_BYTES + 1} FOR (get_byte(${column}, 1) << 8) + get_byte(${column}, 2))`;

/** Adds any number of totals, cut out by {@link encodedTotalSql} and strung together, to `total`. @throws EncodingError */
export function mergeEncodedTotals(bytes: Uint8Array, total = new LatencyHistogram()): LatencyHistogram {
  const reader = new VarintReader(bytes);
  while (!reader.isAtEnd) total.mergeEncoded(reader);
  return total;
}
