import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const LAST_WORDS_MS = 300;

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface LaunchOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** Own session and process group: a Ctrl-C on the terminal reaches only the launcher, which ends its children in order. */
  detached?: boolean;
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Told as soon as the process exists, long before it is ready. */
  onSpawn?: (pid: number) => void;
}

/** The program could not be executed at all. */
export class LaunchError extends Error {
  readonly code = 'LAUNCH_FAILED';

  constructor(command: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${command} could not be executed (${why}). Check that the file exists and may be run by this user.`, {
      cause,
    });
    this.name = 'LaunchError';
  }
}

/** A child process whose end is always noticed and whose output arrives line by line. */
export class LaunchedProcess {
  readonly pid: number;
  /** Resolves when the process has ended, never rejects. */
  readonly exited: Promise<ProcessExit>;
  private exit: ProcessExit | undefined;

  private constructor(private readonly child: ChildProcess) {
    this.pid = child.pid ?? -1;
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const exit = (this.exit = { code, signal });
        // Its last words may still be in the pipe; which a child of its own may keep open, so not for long.
        const timer = setTimeout(() => resolve(exit), LAST_WORDS_MS);
        child.once('close', () => {
          clearTimeout(timer);
          resolve(exit);
        });
      });
    });
  }

  /** Starts a program; rejects with {@link LaunchError} when it cannot be executed. */
  static async launch(command: string, args: readonly string[], options: LaunchOptions = {}): Promise<LaunchedProcess> {
    const { onLine, onSpawn, ...spawnOptions } = options;
    const child = spawn(command, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of ['stdout', 'stderr'] as const) {
      const lines = createInterface({ input: child[stream], crlfDelay: Infinity });
      lines.on('line', (line) => onLine?.(line, stream));
    }
    const launched = new LaunchedProcess(child);
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new LaunchError(command, cause);
    }
    onSpawn?.(launched.pid);
    // A later 'error' event only says that a signal could not be sent, which `kill` reports by its result.
    child.on('error', () => undefined);
    return launched;
  }

  get isRunning(): boolean {
    return this.exit === undefined;
  }

  /** Sends a signal; false when the process is gone already. */
  kill(signal: NodeJS.Signals): boolean {
    return this.isRunning && this.child.kill(signal);
  }

  /** Asks the process to end, and kills it when it has not after `graceMs`. */
  async stop(signal: NodeJS.Signals, graceMs: number): Promise<ProcessExit> {
    if (this.kill(signal)) {
      const timer = setTimeout(() => this.kill('SIGKILL'), graceMs);
      await this.exited.finally(() => clearTimeout(timer));
    }
    return this.exited;
  }
}
