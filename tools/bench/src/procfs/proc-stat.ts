/** What `/proc/<pid>/stat` says of a process, as far as the benchmark needs it. */
export interface ProcStat {
  readonly pid: number;
  readonly parentPid: number;
  /** User and system time of the process itself, in clock ticks. */
  readonly ownTicks: number;
  /** The same of its children that have ended and been waited for. */
  readonly endedChildrenTicks: number;
}

// Positions after the name, which may itself contain spaces and brackets: proc(5) counts them from 3 on.
const PARENT_PID = 4 - 3;
const USER_TIME = 14 - 3;
const SYSTEM_TIME = 15 - 3;
const CHILDREN_USER_TIME = 16 - 3;
const CHILDREN_SYSTEM_TIME = 17 - 3;

export function parseProcStat(text: string): ProcStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const number = (index: number): number => Number(fields[index] ?? NaN);
  return {
    pid: Number.parseInt(text, 10),
    parentPid: number(PARENT_PID),
    ownTicks: number(USER_TIME) + number(SYSTEM_TIME),
    endedChildrenTicks: number(CHILDREN_USER_TIME) + number(CHILDREN_SYSTEM_TIME),
  };
}

/** Resident memory of a process by kind, in bytes. */
export interface ProcMemory {
  readonly anonymousBytes: number;
  readonly fileBytes: number;
  readonly sharedBytes: number;
}

export function parseProcStatus(text: string): ProcMemory {
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { anonymousBytes: bytes('RssAnon'), fileBytes: bytes('RssFile'), sharedBytes: bytes('RssShmem') };
}

/** Memory of a process with its part of what it shares with others, from `/proc/<pid>/smaps_rollup`. */
export function parseProportionalBytes(text: string): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

/** Ticks in which any processor was busy since the machine started, from `/proc/stat`. */
export function parseBusyTicks(text: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = (/^cpu +(.*)$/m.exec(text)?.[1] ?? '')
    .split(' ')
    .map(Number);
  return user + nice + system + irq + softIrq;
}

/** A process and all its descendants. */
export function treeOf(rootPid: number, all: readonly ProcStat[]): ProcStat[] {
  const childrenOf = Map.groupBy(all, (stat) => stat.parentPid);
  const tree: ProcStat[] = all.filter((stat) => stat.pid === rootPid);
  for (const stat of tree) tree.push(...(childrenOf.get(stat.pid) ?? []));
  return tree;
}

/** CPU of a tree so far. Never falls: what a child used is its parent's when it has ended. */
export function ticksOf(tree: readonly ProcStat[]): number {
  return tree.reduce((sum, stat) => sum + stat.ownTicks + stat.endedChildrenTicks, 0);
}

/**
 * Memory of a tree. Its processes share their program and, as PostgreSQL's do, memory: both are counted once, by the
 * process that has touched most of it.
 */
export function memoryBytesOf(parts: readonly ProcMemory[]): number {
  const anonymous = parts.reduce((sum, part) => sum + part.anonymousBytes, 0);
  const largest = (pick: (part: ProcMemory) => number): number => Math.max(0, ...parts.map(pick));
  return anonymous + largest((part) => part.fileBytes) + largest((part) => part.sharedBytes);
}
