import type { Logger } from '@wakeful/platform';

/** A location whose checks were left out has to be without trouble for this long before that counts as over. */
const QUIET_MS = 60_000;

/** Says once for each location that its checks are left out, and once that this is over. How many they are is a metric. */
export class ShedLog {
  readonly #lastShedMs = new Map<string, number>();

  constructor(
    private readonly logger: Logger,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param why what is full, as a part of a sentence */
  noteShed(location: string, why: string): void {
    if (!this.#lastShedMs.has(location)) {
      this.logger.warn({ location }, `checks from ${location} are left out: ${why}`);
    }
    this.#lastShedMs.set(location, this.now());
  }

  notePublished(location: string): void {
    const lastMs = this.#lastShedMs.get(location);
    if (lastMs === undefined || this.now() - lastMs < QUIET_MS) return;
    this.#lastShedMs.delete(location);
    this.logger.info({ location }, `checks from ${location} are no longer left out`);
  }
}
