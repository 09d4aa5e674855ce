import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, LaunchedProcess, type ProcessExit } from '@wakeful/launching';
import { waitFor } from '@wakeful/testing';
import { ApiClient } from './api-client.fixture.js';
import { repoRoot, UNHURRIED } from './test-system.fixture.js';

const READY_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 60_000;

/** Wakeful as a user starts it. */
export interface Runner extends AsyncDisposable {
  readonly api: ApiClient;
  /** What stood on the terminal. */
  readonly output: readonly string[];
  readonly readyAtMs: number;
  /** Presses Ctrl-C and waits for the end. */
  interrupt(): Promise<ProcessExit>;
}

/** Starts the local runner and returns when it says that it is ready. */
export async function startRunner(dataDir: string, urls: readonly string[] = []): Promise<Runner> {
  const port = await freePort();
  const output: string[] = [];
  const launched = await LaunchedProcess.launch(
    process.execPath,
    [join(repoRoot, 'tools/local-runner/dist/main.js'), ...urls],
    {
      cwd: repoRoot,
      env: { ...process.env, ...UNHURRIED, WAKEFUL_DATA_DIR: dataDir, PORT: String(port) },
      detached: true,
      onLine: (line) => output.push(line),
    },
  );
  const end = async (): Promise<void> => void (await launched.stop('SIGTERM', STOP_TIMEOUT_MS));
  try {
    await waitFor(
      () => {
        if (!launched.isRunning) throw new Error(`It ended instead:\n${output.join('\n')}`);
        return output.some((line) => line.startsWith('Ready after'));
      },
      { what: 'the runner to say "Ready"', timeoutMs: READY_TIMEOUT_MS },
    );
  } catch (error) {
    await end();
    throw error;
  }
  return {
    api: new ApiClient(`http://127.0.0.1:${port}`, readFileSync(join(dataDir, 'api-key'), 'utf8').trim()),
    output,
    readyAtMs: Date.now(),
    interrupt: () => launched.stop('SIGINT', STOP_TIMEOUT_MS),
    [Symbol.asyncDispose]: end,
  };
}

/** The processes that the runner started on a data folder, by their names, as it records them itself. */
export function recordedProcesses(dataDir: string): Record<string, number> {
  const record = JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8')) as {
    processes: { name: string; pid: number }[];
  };
  return Object.fromEntries(record.processes.map(({ name, pid }) => [name, pid]));
}

/** Whether a process exists; one that ended and was not waited for does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** Command lines of the processes that know a data folder, from their environment or arguments; needs /proc. */
export function processesOf(dataDir: string): string[] {
  return listProcesses().flatMap((pid) => {
    try {
      const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const isOurs = commandLine.includes(dataDir) || readFileSync(`/proc/${pid}/environ`, 'utf8').includes(dataDir);
      return isOurs ? [`${pid} ${commandLine}`] : [];
    } catch {
      return [];
    }
  });
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
