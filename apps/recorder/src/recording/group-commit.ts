import type { CheckResult } from '@wakeful/contracts';
import { isConnectionError } from '@wakeful/persistence';

interface Waiting {
  results: readonly CheckResult[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Puts everything that arrives while a transaction runs, or within `gatherMs` of its begin, into the next one: what comes after a quiet
 * moment is stored at once, and under load transactions are few and large. One transaction at a time.
 */
export class GroupCommit {
  readonly #waiting: Waiting[] = [];
  #waitingResults = 0;
  #isRunning = false;
  #beganMs = -Infinity;
  #endGathering: (() => void) | null = null;

  constructor(
    private readonly commit: (results: readonly CheckResult[]) => Promise<void>,
    private readonly maxResults: number,
    private readonly gatherMs = 0,
  ) {}

  /** Resolves when these results are committed; rejects when they cannot be. */
  add(results: readonly CheckResult[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ results, resolve, reject });
      this.#waitingResults += results.length;
      if (this.#waitingResults >= this.maxResults) this.#endGathering?.();
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const leftMs = this.#beganMs + this.gatherMs - performance.now();
      if (leftMs > 0) await this.#gather(leftMs);
      this.#beganMs = performance.now();
      await this.#commitGroup(this.#takeGroup());
    }
    this.#isRunning = false;
  }

  async #gather(leftMs: number): Promise<void> {
    if (this.#waitingResults >= this.maxResults) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, leftMs);
      this.#endGathering = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endGathering = null;
  }

  #takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    let size = 0;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (group.length > 0 && size + next.results.length > this.maxResults) break;
      group.push(next);
      size += next.results.length;
      this.#waiting.shift();
    }
    this.#waitingResults -= size;
    return group;
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await this.commit(group.flatMap((one) => one.results));
      for (const one of group) one.resolve();
    } catch (error) {
      if (group.length === 1 || isConnectionError(error)) {
        for (const one of group) one.reject(error);
        return;
      }
      // One of them cannot be stored; alone each shows which, and the others go through.
      for (const one of group) await this.#commitGroup([one]);
    }
  }
}
