/** More than can be under way; beyond it the oldest are forgotten, and tried more often than need be. */
const MAX_REMEMBERED = 20_000;

/**
 * How often the handling of each message of a stream failed in this process. The server's delivery count would not do:
 * it counts deliveries that found Postgres away as well, and those of processes that were killed.
 */
export class FailedMessages {
  readonly #failures = new Map<number, number>();

  /**
   * Notes one more failure.
   * @param seq the message's number in its stream
   * @returns how often it failed by now
   */
  note(seq: number): number {
    const failures = (this.#failures.get(seq) ?? 0) + 1;
    this.#failures.set(seq, failures);
    if (this.#failures.size > MAX_REMEMBERED) this.#forgetOldest();
    return failures;
  }

  forget(seq: number): void {
    this.#failures.delete(seq);
  }

  #forgetOldest(): void {
    for (const seq of this.#failures.keys()) return this.forget(seq);
  }
}
