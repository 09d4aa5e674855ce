/**
 * A least-recently-used cache of a fixed size, for results that are dear to make and cheap to make again
 * (compiled patterns, parsed URLs). A Map keeps insertion order, so its first key is the one used longest ago.
 */
export class BoundedCache<V> {
  readonly #entries = new Map<string, V>();

  constructor(private readonly maxEntries: number) {}

  get size(): number {
    return this.#entries.size;
  }

  /** The cached value of `key`, made by `make(key)` at its first use. What `make` throws is not cached. */
  getOrMake(key: string, make: (key: string) => V): V {
    const cached = this.#entries.get(key);
    if (cached !== undefined) {
      // Below half of its size nothing is near to being dropped, so the order need not be kept.
      if (this.#entries.size * 2 > this.maxEntries) {
        this.#entries.delete(key);
        this.#entries.set(key, cached);
      }
      return cached;
    }
    const made = make(key);
    if (this.#entries.size >= this.maxEntries) this.#entries.delete(this.#entries.keys().next().value as string);
    this.#entries.set(key, made);
    return made;
  }
}
