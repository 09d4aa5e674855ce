/** Conditions of a WHERE clause that come from a request; values only ever travel as parameters. */
export class Filters {
  readonly values: unknown[] = [];
  readonly #conditions: string[] = [];

  /** Takes a value over as a parameter and returns its placeholder. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** Adds a condition; `condition` gets the placeholder of the value. */
  add(condition: (placeholder: string) => string, value: unknown): void {
    this.#conditions.push(condition(this.bind(value)));
  }

  /** Adds a condition without a value. */
  addPlain(condition: string): void {
    this.#conditions.push(condition);
  }

  get where(): string {
    return this.#conditions.length === 0 ? '' : `WHERE ${this.#conditions.join(' AND ')}`;
  }
}
