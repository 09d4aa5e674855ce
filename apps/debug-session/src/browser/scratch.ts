import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { killTree, processesOf, startTimeOf } from './process-tree.js';

const FOLDER = 'wakeful-debug';
/** Chromium keeps a socket in the folder, and the path of a socket has 107 characters at most (unix(7)). */
const MAX_TEMP_CHARACTERS = 32;
const RUN_CHARACTERS = 8;
const OWNER_FILE = 'owner.json';
const BROWSER_FILE = 'browser.json';

const processRecord = z.object({ pid: z.int(), startTime: z.string().nullable() });
type ProcessRecord = z.infer<typeof processRecord>;

const recordOf = (pid: number): ProcessRecord => ({ pid, startTime: startTimeOf(pid) });

/** Whether the recorded process lives, and not another with its number. */
const isAlive = ({ pid, startTime }: ProcessRecord): boolean => startTime !== null && startTimeOf(pid) === startTime;

function readRecord(file: string): ProcessRecord | null {
  try {
    return processRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Appears with its whole content: whoever finds it after a crash can rely on it. */
function writeRecord(file: string, record: ProcessRecord): void {
  writeFileSync(`${file}.partial`, JSON.stringify(record));
  renameSync(`${file}.partial`, file);
}

const remove = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });

/** By this name in its environment each process of a session's browser is known. */
const markOf = (sessionFolder: string): string => `WAKEFUL_DEBUG_SCRATCH=${sessionFolder}`;

/** The folder of one session: everything that its browser writes is in it, and its process is recorded there. */
export class SessionScratch {
  constructor(readonly path: string) {
    mkdirSync(path, { recursive: true });
  }

  get mark(): string {
    return markOf(this.path);
  }

  recordBrowser(pid: number): void {
    writeRecord(join(this.path, BROWSER_FILE), recordOf(pid));
  }

  remove(): void {
    remove(this.path);
  }
}

const rootFolder = (): string => join(tmpdir().length > MAX_TEMP_CHARACTERS ? '/tmp' : tmpdir(), FOLDER);

/**
 * Where this service's browsers keep their files: `<temp>/wakeful-debug/<pid>-<random>/<run>`. What a killed service left
 * behind, folders and living browsers, is ended and removed at the next start.
 */
export class Scratch {
  #path: string | null = null;

  constructor(private readonly root = rootFolder()) {}

  /** The folder of this service. */
  get path(): string {
    if (this.#path === null) throw new Error('the folder is not prepared yet');
    return this.#path;
  }

  /** Makes the folder of this service and returns how many browsers of dead ones were ended. */
  prepare(): number {
    mkdirSync(this.root, { recursive: true, mode: 0o700 });
    const ended = this.#endLeftovers();
    this.#path = mkdtempSync(join(this.root, `${process.pid}-`));
    writeRecord(join(this.path, OWNER_FILE), recordOf(process.pid));
    return ended;
  }

  forSession(runId: string): SessionScratch {
    return new SessionScratch(join(this.path, runId.slice(0, RUN_CHARACTERS)));
  }

  remove(): void {
    remove(this.path);
  }

  #endLeftovers(): number {
    let ended = 0;
    for (const name of readdirSync(this.root)) {
      const folder = join(this.root, name);
      const owner = readRecord(join(folder, OWNER_FILE));
      if (owner && isAlive(owner)) continue;
      // Another service may be making its folder right now: it has no owner yet, but a living number.
      if (!owner && startTimeOf(parseInt(name, 10)) !== null) continue;
      for (const run of readdirSync(folder)) ended += endBrowser(join(folder, run));
      remove(folder);
    }
    return ended;
  }
}

function endBrowser(sessionFolder: string): number {
  const browser = readRecord(join(sessionFolder, BROWSER_FILE));
  const mark = markOf(sessionFolder);
  const rootPid = browser && isAlive(browser) ? browser.pid : null;
  const isThere = processesOf(rootPid, mark).length > 0;
  if (isThere) killTree(rootPid, mark);
  return isThere ? 1 : 0;
}
