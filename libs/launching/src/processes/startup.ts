import type { LaunchedProcess } from './launched-process.js';
import type { StartupLog } from './startup-log.js';

/** A server ended, or did not get ready, while it was being started. */
export class StartupError extends Error {
  readonly code = 'STARTUP_FAILED';

  constructor(
    program: string,
    what: string,
    readonly log: string,
  ) {
    super(`${program} ${what}. Its last output:\n${log || '(none)'}`);
    this.name = 'StartupError';
  }
}

export interface StartupWatch {
  program: string;
  process: LaunchedProcess;
  log: StartupLog;
  ready: RegExp;
  timeoutMs: number;
}

/** Waits for the line by which a server says that it is ready; a server that does not get there is killed. */
export async function whenReady({ program, process, log, ready, timeoutMs }: StartupWatch): Promise<RegExpMatchArray> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs);
  });
  const outcome = await Promise.race([log.line(ready), late, process.exited.then(() => 'ended' as const)]);
  clearTimeout(timer);
  if (outcome === 'late') {
    process.kill('SIGKILL');
    await process.exited;
    throw new StartupError(program, `was not ready after ${timeoutMs / 1000} s and was ended`, log.tail());
  }
  if (outcome === 'ended') throw new StartupError(program, 'ended while it was starting', log.tail());
  return outcome;
}
