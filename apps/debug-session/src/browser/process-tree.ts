import { readdirSync, readFileSync } from 'node:fs';

/** A process as reported by /proc; `startTime` distinguishes it from a later one with the same ID. */
export interface ProcessFacts {
  pid: number;
  parentPid: number;
  startTime: string;
}

function readStat(pid: number): ProcessFacts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may itself hold brackets and spaces: fields count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parentPid, startTime] = [fields[0], fields[1], fields[19]];
    // Where orphans are not reaped, a zombie is as good as gone.
    if (state === 'Z' || state === 'X' || !startTime) return null;
    return { pid, parentPid: Number(parentPid), startTime };
  } catch {
    return null;
  }
}

/** When a process started, to compare; null when there is none with this number. Linux only: elsewhere always null. */
export const startTimeOf = (pid: number): string | null => readStat(pid)?.startTime ?? null;

function allProcesses(): ProcessFacts[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
}

function hasMark(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
  } catch {
    return false;
  }
}

/**
 * The processes of a browser: its root, all descendants, and those that left the family (Chromium's crash handlers make
 * themselves orphans) but carry the session's mark in their environment.
 * @param rootPid null: it is not known, only the mark counts
 */
export function processesOf(rootPid: number | null, mark: string): ProcessFacts[] {
  const all = allProcesses();
  // Process 1 belongs to no browser: with it as root, everything on the machine would be its family.
  const family = new Set(rootPid !== null && rootPid > 1 ? [rootPid] : []);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parentPid } of all) if (family.has(parentPid)) family.add(pid);
  }
  return all.filter(({ pid }) => pid > 1 && pid !== process.pid && (family.has(pid) || hasMark(pid, mark)));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Kills a browser with everything that it started. Linux only: elsewhere it does nothing. */
export function killTree(rootPid: number | null, mark: string): void {
  // What is killed first cannot start others; a second look finds what was being started meanwhile.
  for (let round = 0; round < 2; round++) for (const { pid } of processesOf(rootPid, mark)) kill(pid);
}
