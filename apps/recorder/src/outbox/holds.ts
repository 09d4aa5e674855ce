const FIRST_HOLD_MS = 1_000;

interface Hold {
  failures: number;
  untilMs: number;
}

/**
 * What must wait before it is tried again, each for twice as long after every failure, from one second on. Kept in
 * memory only, as nothing depends on it but how often something is tried in vain.
 */
export class Holds {
  readonly #holds = new Map<string, Hold>();

  constructor(
    private readonly maxHoldMs: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** It failed. Several failures while it is held count as one. Returns true if it was not held before. */
  hold(key: string): boolean {
    const before = this.#holds.get(key);
    const nowMs = this.nowMs();
    if (before && before.untilMs > nowMs) return false;
    const failures = (before?.failures ?? 0) + 1;
    this.#holds.set(key, { failures, untilMs: nowMs + Math.min(FIRST_HOLD_MS * 2 ** (failures - 1), this.maxHoldMs) });
    return failures === 1;
  }

  /** It went well: its next failure is its first. */
  release(key: string): void {
    this.#holds.delete(key);
  }

  /** Whatever must wait now. */
  held(): string[] {
    const nowMs = this.nowMs();
    return [...this.#holds].flatMap(([key, { untilMs }]) => (untilMs > nowMs ? [key] : []));
  }
}
