/** The deadline of a delivery attempt. */
export class SendDeadline {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.#timer = this.#after(timeoutMs);
  }

  /** Aborted when time is up or the attempt has ended. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Extends the deadline, from now. */
  allow(timeoutMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = this.#after(timeoutMs);
  }

  /** Ends whatever is still open, such as a partially read response. */
  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }

  #after(timeoutMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(), timeoutMs).unref();
  }
}
