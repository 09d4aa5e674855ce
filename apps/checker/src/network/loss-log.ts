import type { AddressScope } from '@wakeful/probing';
import type { Suspicion } from './ask-witnesses.js';

/** A shorter loss is not worth a person's attention; its results are `unknown` all the same. */
const ANNOUNCE_AFTER_MS = 10_000;

export interface Loss {
  scope: AddressScope;
  suspicion: Suspicion;
  /** In milliseconds of `performance.now()`. */
  sinceMs: number;
}

/** The network was lost and has been away for a while, or it is back after that was said. */
export interface NetworkChange {
  isLost: boolean;
  since: Date;
  losses: readonly Loss[];
}

const keyOf = (scope: AddressScope, suspicion: Suspicion): string => `${scope}|${suspicion}`;

/** What of the network is away and since when; says so once, and once more when all of it is back. */
export class LossLog {
  readonly #open = new Map<string, Loss>();
  /** When the last loss of each kind was seen to be over, in milliseconds of `performance.now()`. */
  readonly #overMs = new Map<string, number>();
  #announced: NetworkChange | null = null;

  constructor(private readonly onChange: (change: NetworkChange) => void) {}

  open(): readonly Loss[] {
    return [...this.#open.values()];
  }

  /** Whether this was away at some moment since `sinceMs`: what began then may have failed for it, though it is back. */
  wasAwaySince(scope: AddressScope, suspicion: Suspicion, sinceMs: number): boolean {
    const key = keyOf(scope, suspicion);
    return this.#open.has(key) || (this.#overMs.get(key) ?? -Infinity) >= sinceMs;
  }

  begin(scope: AddressScope, suspicion: Suspicion, sinceMs: number): void {
    const key = keyOf(scope, suspicion);
    if (!this.#open.has(key)) this.#open.set(key, { scope, suspicion, sinceMs });
  }

  /**
   * A host was reached by something that began at `atMs`; `byName` when its name was looked up for it. True when that
   * was the end of a loss.
   */
  end(scope: AddressScope, atMs: number, byName: boolean): boolean {
    const before = this.#open.size;
    if (before === 0) return false;
    for (const [key, loss] of this.#open) {
      const isOver = loss.scope === scope && loss.sinceMs <= atMs && (byName || loss.suspicion === 'connection');
      if (!isOver) continue;
      this.#open.delete(key);
      this.#overMs.set(key, performance.now());
    }
    if (this.#open.size === 0 && this.#announced) {
      const { since, losses } = this.#announced;
      this.#announced = null;
      this.onChange({ isLost: false, since, losses });
    }
    return this.#open.size < before;
  }

  /** Says what has been away for long enough by now. */
  announce(nowMs: number): void {
    const losses = this.open();
    if (this.#announced || losses.length === 0) return;
    const sinceMs = Math.min(...losses.map((loss) => loss.sinceMs));
    if (nowMs - sinceMs < ANNOUNCE_AFTER_MS) return;
    this.#announced = { isLost: true, since: new Date(Date.now() - (nowMs - sinceMs)), losses };
    this.onChange(this.#announced);
  }
}
