import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Whose clock can be stepped. Not the checkers': a result's start is given by the checker's clock (docs/architecture.md,
 * "clocks differ"), so that a step there would move what the oracle compares.
 */
export const processesWithOwnClock = ['gateway-2', 'scheduler-2', 'recorder-2', 'notifier-2'];

const LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
  '/usr/lib64/faketime/libfaketimeMT.so.1',
];

export const findFakeTime = (): string | null => LIBRARIES.find((file) => existsSync(file)) ?? null;

/** Clocks of single processes, by libfaketime (https://github.com/wolfcw/libfaketime), which reads the offset from a file. */
export class SteppableClocks {
  readonly environments: Readonly<Record<string, Record<string, string>>>;

  private constructor(
    private readonly dataDir: string,
    library: string,
  ) {
    this.environments = Object.fromEntries(
      processesWithOwnClock.map((name) => [
        name,
        {
          LD_PRELOAD: library,
          FAKETIME_TIMESTAMP_FILE: this.#fileOf(name),
          FAKETIME_CACHE_DURATION: '1',
          // A machine's monotonic clock does not step.
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        },
      ]),
    );
  }

  static async make(dataDir: string): Promise<SteppableClocks> {
    const library = findFakeTime();
    if (library === null) throw new Error('libfaketime is not installed.');
    const clocks = new SteppableClocks(dataDir, library);
    for (const name of processesWithOwnClock) await clocks.set(name, 0);
    return clocks;
  }

  /** By how many seconds a process' clock is ahead (or behind, below 0) from now on. */
  async set(name: string, aheadSeconds: number): Promise<void> {
    const partial = `${this.#fileOf(name)}.partial`;
    await writeFile(partial, `${aheadSeconds < 0 ? '' : '+'}${aheadSeconds}\n`);
    await rename(partial, this.#fileOf(name));
  }

  #fileOf(name: string): string {
    return join(this.dataDir, `clock-of-${name}`);
  }
}
