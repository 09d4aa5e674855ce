import { createWriteStream, existsSync, renameSync, rmSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

const MAX_FILE_BYTES = 20 * 1024 * 1024;
const KEPT_LINES = 30;

interface LogFile {
  stream: WriteStream;
  bytes: number;
  lastLines: string[];
}

/** One log file for each component, with one older generation: `<name>.log` and `<name>.log.1`. */
export class LogFiles {
  private readonly files = new Map<string, LogFile>();

  constructor(private readonly folder: string) {}

  pathOf(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  write(name: string, line: string): void {
    let file = this.files.get(name) ?? this.open(name);
    if (file.bytes > MAX_FILE_BYTES) file = this.rotate(name, file);
    file.bytes += Buffer.byteLength(line) + 1;
    file.stream.write(`${line}\n`);
    file.lastLines.push(line);
    if (file.lastLines.length > KEPT_LINES) file.lastLines.shift();
  }

  /** The end of what a component wrote in this run. */
  lastLines(name: string): string {
    return this.files.get(name)?.lastLines.join('\n') ?? '';
  }

  async close(): Promise<void> {
    const streams = [...this.files.values()].map(({ stream }) => stream);
    this.files.clear();
    await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.end(resolve))));
  }

  private open(name: string): LogFile {
    const path = this.pathOf(name);
    const stream = createWriteStream(path, { flags: 'a' });
    // A full disk must not end the system that is being logged.
    stream.on('error', () => undefined);
    const file = { stream, bytes: existsSync(path) ? statSync(path).size : 0, lastLines: [] };
    this.files.set(name, file);
    return file;
  }

  private rotate(name: string, { stream, lastLines }: LogFile): LogFile {
    stream.end();
    const path = this.pathOf(name);
    rmSync(`${path}.1`, { force: true });
    if (existsSync(path)) renameSync(path, `${path}.1`);
    const file = this.open(name);
    file.lastLines = lastLines;
    return file;
  }
}
