import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Store } from './chaos-system.js';

const run = promisify(execFile);
const MEBIBYTE = 2 ** 20;
/** Nothing of it is taken before it is used. */
const SIZE_MIB = 1_536;
const MAX_ATTEMPTS = 50;

/** Disks in memory under the data of the stores, whose size can be changed while they are used. */
export class SmallDisks implements AsyncDisposable {
  private constructor(private readonly dataDir: string) {
    process.once('exit', this.#unmountAtOnce);
  }

  /** Only root may mount, and in many containers not even root. */
  static async canMount(): Promise<boolean> {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
    const folder = await mkdtemp(join(tmpdir(), 'wakeful-chaos-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
      await run('umount', [folder]);
      return true;
    } catch {
      return false;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  static async mount(dataDir: string): Promise<SmallDisks> {
    const disks = new SmallDisks(dataDir);
    for (const store of ['postgres', 'nats'] as const) {
      await mkdir(disks.#folderOf(store), { recursive: true });
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MIB}m,mode=0755`, 'tmpfs', disks.#folderOf(store)]);
    }
    return disks;
  }

  /** Leaves so much free room on a disk. */
  async leaveFree(store: Store, freeBytes: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { blocks, bfree, bsize } = await statfs(this.#folderOf(store));
      const sizeKib = Math.ceil(((blocks - bfree) * bsize + freeBytes) / 1_024);
      try {
        await this.#resize(store, `${sizeKib}k`);
        return;
      } catch (error) {
        // A disk gets no smaller than what is on it, and something was written meanwhile.
        if (attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  async makeRoom(store: Store): Promise<void> {
    await this.#resize(store, `${SIZE_MIB * MEBIBYTE}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#unmountAtOnce);
    for (const store of ['postgres', 'nats'] as const) await run('umount', ['-l', this.#folderOf(store)]);
  }

  #resize(store: Store, size: string): Promise<unknown> {
    return run('mount', ['-o', `remount,size=${size}`, this.#folderOf(store)]);
  }

  #folderOf(store: Store): string {
    return join(this.dataDir, store);
  }

  readonly #unmountAtOnce = (): void => {
    for (const store of ['postgres', 'nats'] as const) {
      try {
        execFileSync('umount', ['-l', this.#folderOf(store)], { stdio: 'ignore' });
      } catch {
        // It was not mounted yet.
      }
    }
  };
}
