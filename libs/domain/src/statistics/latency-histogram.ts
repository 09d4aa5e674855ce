import { type VarintReader, writeVarint } from './varint.js';

/** A quantile differs from the true one by this share at most. */
export const RELATIVE_ERROR = 0.01;

const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** Up to e^24 µs, seven hours: more than five phases of 2^31 µs can add up to. */
const BUCKETS = 1201;

const bucketOf = (us: number): number => (us <= 1 ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(us) / LOG_GAMMA)));

/** The value whose relative distance to both ends of the bucket is the same. */
const valueOf = (bucket: number): number => (2 * GAMMA ** bucket) / (GAMMA + 1);

/**
 * A mergeable histogram of durations: DDSketch (Masson, Rim, Lee: "DDSketch: A Fast and Fully-Mergeable Quantile Sketch
 * with Relative-Error Guarantees", PVLDB 12(12), 2019). Bucket i holds (γ^(i-1), γ^i] µs with γ = (1 + α) / (1 - α), so
 * that any quantile is within α = 1 % of the true one however many histograms were merged. Dense in memory, sparse when
 * encoded. Count and sum, and so the mean, are exact.
 */
export class LatencyHistogram {
  #buckets: Uint32Array | null = null;
  #count = 0;
  #sumUs = 0;

  get count(): number {
    return this.#count;
  }

  get sumUs(): number {
    return this.#sumUs;
  }

  /** null when empty. */
  get meanUs(): number | null {
    return this.#count === 0 ? null : this.#sumUs / this.#count;
  }

  /** Adds a duration in whole microseconds; everything below 1 µs is taken as 1 µs by the quantiles. */
  add(us: number): void {
    this.#put(bucketOf(us), 1);
    this.#sumUs += us;
  }

  merge(other: LatencyHistogram): void {
    other.#buckets?.forEach((count, bucket) => {
      if (count > 0) this.#put(bucket, count);
    });
    this.#sumUs += other.#sumUs;
  }

  /**
   * The nearest-rank quantile, the duration at ⌈q · count⌉ of the sorted durations, within 1 %; null when empty.
   * @param q from 0, the shortest, to 1, the longest
   */
  quantileUs(q: number): number | null {
    if (!this.#buckets) return null;
    const rank = Math.max(0, Math.ceil(q * this.#count) - 1);
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#buckets[bucket] ?? 0;
      if (seen > rank) return valueOf(bucket);
    }
    return valueOf(BUCKETS - 1);
  }

  /**
   * Appends the histogram to `bytes`: the number of buckets in use, the sum, then for each bucket its distance to the
   * one before and its count. Most buckets of an hour hold a single check, so a count of 1 takes no byte of its own.
   */
  encodeTo(bytes: number[]): void {
    const inUse: number[] = [];
    this.#buckets?.forEach((count, bucket) => {
      if (count > 0) inUse.push(bucket);
    });
    writeVarint(bytes, inUse.length);
    writeVarint(bytes, this.#sumUs);
    let previous = 0;
    for (const bucket of inUse) {
      const count = this.#buckets?.[bucket] ?? 0;
      writeVarint(bytes, (bucket - previous) * 2 + (count === 1 ? 0 : 1));
      if (count !== 1) writeVarint(bytes, count);
      previous = bucket;
    }
  }

  /**
   * Adds one histogram that {@link encodeTo} wrote. It knows its own end, so that several of them, one after the other,
   * are read by calling this until the reader is at its end.
   * @throws EncodingError
   */
  mergeEncoded(reader: VarintReader): void {
    const inUse = reader.next();
    this.#sumUs += reader.next();
    let bucket = 0;
    for (let index = 0; index < inUse; index++) {
      const step = reader.next();
      bucket += step >>> 1;
      this.#put(bucket, step & 1 ? reader.next() : 1);
    }
  }

  #put(bucket: number, count: number): void {
    this.#buckets ??= new Uint32Array(BUCKETS);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + count;
    this.#count += count;
  }
}
