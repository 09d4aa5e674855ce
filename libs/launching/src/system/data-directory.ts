import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isPortFree } from '../processes/free-port.js';

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
    return this.remembered('secret-key', () => randomBytes(32).toString('base64'));
  }

  /** An admin's API key, so that scripts and examples work at once. One that is given takes the place of ours. */
  apiKey(given: string | undefined): string {
    if (given) this.write('api-key', given);
    return given || this.remembered('api-key', () => `wk_${randomBytes(32).toString('base64url')}`);
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

  private remembered(name: string, make: () => string): string {
    const known = read(join(this.path, name));
    if (known) return known;
    const made = make();
    this.write(name, made);
    return made;
  }

  /** For the owner's eyes only. */
  private write(name: string, text: string): void {
    writeFileSync(join(this.path, name), `${text}\n`, { mode: 0o600 });
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch {
    return null;
  }
}
