import type { System } from '@wakeful/launching';
import { residentBytesOf } from './process-tree.js';

const EVERY_MS = 5_000;

/** The most memory that each process of a system took, looked at every five seconds. */
export class MemoryWatch {
  readonly most = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly system: Pick<System, 'pids'>) {
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
    this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const [name, pid] of Object.entries(this.system.pids()))
      this.most.set(name, Math.max(this.most.get(name) ?? 0, residentBytesOf(pid) ?? 0));
  }
}
