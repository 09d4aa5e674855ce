import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { LoggedRequest, PagesMessage, Stall } from './pages-process.js';

/** More than a service gets, as a page that waits for its turn would look as if it were down. */
const PRIORITY = -10;

/** The pages that the monitors watch, `/<name>` each, in a process of their own, with a log of what they were asked. */
export class WatchedPages {
  readonly log: LoggedRequest[] = [];
  readonly stalls: Stall[] = [];

  private constructor(
    private readonly process: ChildProcess,
    private readonly port: number,
  ) {
    process.on('message', (message: PagesMessage) => {
      if ('request' in message) this.log.push(message.request);
      if ('stall' in message) this.stalls.push(message.stall);
    });
  }

  static async start(): Promise<WatchedPages> {
    const process = fork(join(import.meta.dirname, 'pages-process.js'));
    const [{ port }] = (await once(process, 'message')) as [{ port: number }];
    try {
      setPriority(process.pid ?? 0, PRIORITY);
    } catch {
      // Only root may: the stalls tell whether it was needed.
    }
    return new WatchedPages(process, port);
  }

  urlOf(monitor: string): string {
    return `http://127.0.0.1:${this.port}/${monitor}`;
  }

  /** From now on it answers badly, or well again. */
  setFailing(monitor: string, isFailing: boolean): void {
    this.process.send({ monitor, isFailing });
  }

  async close(): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.disconnect();
    await exited;
  }
}
