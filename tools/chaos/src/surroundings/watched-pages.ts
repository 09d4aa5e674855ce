import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a page was asked, as only the page knows it. */
export interface LoggedRequest {
  readonly monitor: string;
  readonly atMs: number;
  /** The status that it answered: its own mark for this one request, see {@link markOf}. */
  readonly status: number;
  readonly isGood: boolean;
}

const GOOD = { from: 210, count: 80 };
const BAD = { from: 510, count: 80 };

/**
 * A status code that no other request of this page has for the next 80 ones. Codes are stored with results, so that a result
 * can be attributed to this request: a probe carries no other identity that would come back.
 */
const markOf = ({ from, count }: typeof GOOD, n: number): number => from + (n % count);

/** The pages that the monitors watch, `/<name>` each, with a log of what they were asked. */
export class WatchedPages {
  readonly log: LoggedRequest[] = [];
  readonly #failing = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer({ keepAliveTimeout: 1_000 }, (request, response) => {
      const monitor = (request.url ?? '/').slice(1);
      const n = this.#counts.get(monitor) ?? 0;
      this.#counts.set(monitor, n + 1);
      const isGood = !this.#failing.has(monitor);
      const status = markOf(isGood ? GOOD : BAD, n);
      this.log.push({ monitor, atMs: Date.now(), status, isGood });
      request.resume();
      response.writeHead(status).end('ok');
    });
  }

  static async start(): Promise<WatchedPages> {
    const pages = new WatchedPages();
    await new Promise<void>((resolve) => pages.#server.listen(0, '127.0.0.1', resolve));
    return pages;
  }

  urlOf(monitor: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${monitor}`;
  }

  /** From now on it answers badly, or well again. */
  setFailing(monitor: string, isFailing: boolean): void {
    if (isFailing) this.#failing.add(monitor);
    else this.#failing.delete(monitor);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
