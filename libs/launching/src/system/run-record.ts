import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isSameProcess, processStartTime } from './process-identity.js';
import { AlreadyRunningError, LeftoverError } from './system-errors.js';

const TERM_GRACE_MS = 10_000;
const POLL_MS = 20;

interface RecordedProcess {
  name: string;
  pid: number;
  startTime: string | null;
}

interface RunFile {
  runner: RecordedProcess;
  processes: RecordedProcess[];
}

/**
 * The file that says which processes belong to a data folder. It is also its lock: one runner at a time. A runner that
 * was killed leaves it behind, and with it the way for the next one to end what is left over.
 */
export class RunRecord {
  private readonly processes = new Map<string, RecordedProcess>();

  private constructor(private readonly file: string) {}

  /**
   * Takes the data folder over. Leftovers of a killed runner are ended first.
   * @throws AlreadyRunningError when another runner is alive.
   */
  static async acquire(
    file: string,
    onLeftover: (name: string, pid: number) => void = () => undefined,
  ): Promise<RunRecord> {
    mkdirSync(dirname(file), { recursive: true });
    const record = new RunRecord(file);
    while (!record.create()) {
      const previous = readRunFile(file);
      if (previous && isSameProcess(previous.runner.pid, previous.runner.startTime)) {
        throw new AlreadyRunningError(dirname(file), previous.runner.pid);
      }
      if (previous) await endLeftovers(previous.processes, onLeftover);
      moveAside(file);
    }
    return record;
  }

  /** Remembers the process of a component, in place of the one that it had before. */
  add(name: string, pid: number): void {
    this.processes.set(name, { name, pid, startTime: processStartTime(pid) });
    const partial = `${this.file}.partial`;
    writeFileSync(partial, this.content());
    renameSync(partial, this.file);
  }

  release(): void {
    rmSync(this.file, { force: true });
  }

  /** Ends every recorded process at once, whatever it is doing. */
  killAll(): void {
    for (const { pid, startTime } of this.processes.values()) {
      if (isSameProcess(pid, startTime)) signal(pid, 'SIGKILL');
    }
  }

  /** A link appears with its whole content, so that no reader takes half a file for a stale one. */
  private create(): boolean {
    const partial = `${this.file}.new-${process.pid}`;
    writeFileSync(partial, this.content());
    try {
      linkSync(partial, this.file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(partial, { force: true });
    }
  }

  private content(): string {
    const runner = { name: 'runner', pid: process.pid, startTime: processStartTime(process.pid) };
    return `${JSON.stringify({ runner, processes: [...this.processes.values()] } satisfies RunFile, null, 2)}\n`;
  }
}

function readRunFile(file: string): RunFile | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  } catch {
    // Cut off by a crash of the machine: nothing of that run is still alive.
    return null;
  }
}

/** Of two runners that find the same stale file, only one moves it; the other then meets the first one's new file. */
function moveAside(file: string): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(aside, { force: true });
}

/** Services first and the stores last, as in an orderly stop: they were recorded in the order of their start. */
async function endLeftovers(
  processes: readonly RecordedProcess[],
  onLeftover: (name: string, pid: number) => void,
): Promise<void> {
  for (const leftover of processes.toReversed()) {
    if (!isSameProcess(leftover.pid, leftover.startTime)) continue;
    onLeftover(leftover.name, leftover.pid);
    // For PostgreSQL SIGTERM would wait for its clients; SIGINT disconnects them.
    signal(leftover.pid, leftover.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
    if (await hasEnded(leftover)) continue;
    signal(leftover.pid, 'SIGKILL');
    if (!(await hasEnded(leftover))) throw new LeftoverError(leftover.name, leftover.pid);
  }
}

async function hasEnded({ pid, startTime }: RecordedProcess): Promise<boolean> {
  const deadline = performance.now() + TERM_GRACE_MS;
  while (isSameProcess(pid, startTime)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
