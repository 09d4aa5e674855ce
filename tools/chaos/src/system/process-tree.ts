import { readFileSync } from 'node:fs';

/** What tells a process from another one that gets its number later. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAtTicks: string;
}

interface Stat {
  readonly parent: number;
  readonly startedAtTicks: string;
}

/** null: there is no such process. Fields of `/proc/<pid>/stat`, see proc(5); the name in parentheses may hold anything. */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), startedAtTicks: fields[19] ?? '' };
  } catch {
    return null;
  }
}

/** A process, if it is a child of the given one: nothing else is ever hit. */
export function childOf(parent: number, pid: number): ProcessIdentity | null {
  const stat = statOf(pid);
  return stat?.parent === parent ? { pid, startedAtTicks: stat.startedAtTicks } : null;
}

export function identityOf(pid: number): ProcessIdentity | null {
  const stat = statOf(pid);
  return stat && { pid, startedAtTicks: stat.startedAtTicks };
}

/** Sends a signal, unless the process has ended. */
export function signalProcess({ pid, startedAtTicks }: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (statOf(pid)?.startedAtTicks !== startedAtTicks) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

export function residentBytesOf(pid: number): number | null {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    return pages * 4_096;
  } catch {
    return null;
  }
}
