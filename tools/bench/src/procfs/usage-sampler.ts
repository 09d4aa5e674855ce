import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import {
  memoryBytesOf,
  parseBusyTicks,
  parseProcStat,
  parseProcStatus,
  parseProportionalBytes,
  type ProcMemory,
  type ProcStat,
  ticksOf,
  treeOf,
} from './proc-stat.js';

const SAMPLE_INTERVAL_MS = 1_000;

/** CPU that was used up to a moment, in seconds. */
export interface CpuReading {
  readonly byProcess: Readonly<Record<string, number>>;
  /** Of the whole machine. */
  readonly machineSeconds: number;
}

export interface MemorySample {
  readonly atMs: number;
  readonly bytes: Readonly<Record<string, number>>;
}

/** Reads CPU and memory of processes, with their children, and samples memory every second. Linux only. */
export class UsageSampler {
  readonly #ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  readonly #samples: MemorySample[] = [];
  readonly #timer: NodeJS.Timeout;

  /** @param pids the processes by their names, read again each time */
  constructor(private readonly pids: () => Readonly<Record<string, number>>) {
    this.#timer = setInterval(() => this.#samples.push(this.readMemory()), SAMPLE_INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  readCpu(): CpuReading {
    const all = readAllStats();
    const seconds = (pid: number): number => ticksOf(treeOf(pid, all)) / this.#ticksPerSecond;
    return {
      byProcess: mapValues(this.pids(), seconds),
      machineSeconds: parseBusyTicks(readFileSync('/proc/stat', 'utf8')) / this.#ticksPerSecond,
    };
  }

  readMemory(): MemorySample {
    const all = readAllStats();
    const bytes = (pid: number): number =>
      memoryBytesOf(
        treeOf(pid, all)
          .map((stat) => readMemoryOf(stat.pid))
          .filter((memory) => memory !== null),
      );
    return { atMs: Date.now(), bytes: mapValues(this.pids(), bytes) };
  }

  /**
   * As if what processes share, such as the program of Node, was divided among them; null where that is not reported.
   */
  readProportionalBytes(process: string): number | null {
    const text = readOrNull(`/proc/${this.pids()[process] ?? 0}/smaps_rollup`);
    return text === null ? null : parseProportionalBytes(text);
  }

  samplesBetween(fromMs: number, untilMs: number): MemorySample[] {
    return this.#samples.filter((sample) => sample.atMs >= fromMs && sample.atMs < untilMs);
  }
}

const mapValues = (record: Readonly<Record<string, number>>, map: (value: number) => number): Record<string, number> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));

function readAllStats(): ProcStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readOrNull(`/proc/${name}/stat`))
    .filter((text) => text !== null)
    .map(parseProcStat);
}

function readMemoryOf(pid: number): ProcMemory | null {
  const text = readOrNull(`/proc/${pid}/status`);
  return text === null ? null : parseProcStatus(text);
}

/** null when the process has ended meanwhile. */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
