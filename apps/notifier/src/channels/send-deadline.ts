/** Until when a message may be under way. */
export class SendDeadline {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.#timer = this.#after(timeoutMs);
  }

  /** Aborted when the time is up, or when it is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on it may take so long. */
  allow(timeoutMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = this.#after(timeoutMs);
  }

  /** Ends whatever is still open, such as an answer that nobody reads to its end. */
  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }

  #after(timeoutMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(), timeoutMs).unref();
  }
}
