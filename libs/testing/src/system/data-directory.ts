import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isPortFree } from '../process/free-port.js';

/** The files that a system keeps between its runs. */
export class DataDirectory {
  readonly logs: string;
  readonly nats: string;
  readonly postgres: string;
  readonly runFile: string;

  constructor(readonly path: string) {
    this.logs = join(path, 'logs');
    this.nats = join(path, 'nats');
    this.postgres = join(path, 'postgres');
    this.runFile = join(path, 'run.json');
    mkdirSync(this.logs, { recursive: true });
  }

  /** The key that seals stored secrets: made once, because what it sealed cannot be opened with another. */
  secretKey(): string {
    return this.remembered('secret-key', () => randomBytes(32).toString('base64'), 0o600);
  }

  /** The same free port as in the last run, or another one if it is taken by now. */
  async rememberedPort(name: string): Promise<number> {
    const file = join(this.path, `${name}-port`);
    const known = Number(read(file));
    if (Number.isInteger(known) && known > 0 && (await isPortFree(known))) return known;
    const port = await freePort();
    writeFileSync(file, `${port}\n`);
    return port;
  }

  private remembered(name: string, make: () => string, mode: number): string {
    const file = join(this.path, name);
    const known = read(file);
    if (known) return known;
    const made = make();
    writeFileSync(file, `${made}\n`, { mode });
    return made;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch {
    return null;
  }
}
