import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Every process of a session's browser has this in its environment. */
const MARK = 'WAKEFUL_DEBUG_SCRATCH=';
const SCRATCH_FOLDER = '/tmp/wakeful-debug';

function environmentOf(pid: string): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const isGone = /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
    return isGone ? '' : readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

/** How many processes there are of browsers that a service with one of these numbers started. */
export function browserProcessesOf(servicePids: readonly number[]): number {
  const marks = servicePids.map((pid) => `${MARK}${SCRATCH_FOLDER}/${pid}-`);
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.filter((pid) => marks.some((mark) => environmentOf(pid).includes(mark))).length;
}

/** Folders that services with these numbers keep, or left behind. */
export function scratchFoldersOf(servicePids: readonly number[]): string[] {
  if (!existsSync(SCRATCH_FOLDER)) return [];
  return readdirSync(SCRATCH_FOLDER).filter((name) => servicePids.some((pid) => name.startsWith(`${pid}-`)));
}
