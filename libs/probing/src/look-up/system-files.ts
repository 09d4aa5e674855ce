import { readFileSync, statSync } from 'node:fs';

/** So often a file is looked at; a look-up must not cost a system call. */
const LOOK_AGAIN_MS = 1_000;

/** A file of the system that is read when it is first needed and again when it has changed; one that is missing is empty. */
export class WatchedFile<T> {
  #stamp = '';
  #lookAgainMs = -Infinity;
  #value: T;
  /** Grows with each change. */
  generation = 0;

  constructor(
    private readonly path: string,
    private readonly read: (text: string) => T,
  ) {
    this.#value = read('');
  }

  get value(): T {
    const nowMs = performance.now();
    if (nowMs < this.#lookAgainMs) return this.#value;
    this.#lookAgainMs = nowMs + LOOK_AGAIN_MS;
    const { ino = 0, size = 0, mtimeMs = 0 } = statSync(this.path, { throwIfNoEntry: false }) ?? {};
    const stamp = `${ino} ${size} ${mtimeMs}`;
    if (stamp === this.#stamp) return this.#value;
    this.#stamp = stamp;
    this.#value = this.read(this.#text());
    this.generation += 1;
    return this.#value;
  }

  #text(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch {
      return '';
    }
  }
}
