import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a page was asked, as only the page knows it. */
export interface LoggedRequest {
  readonly monitor: string;
  readonly atMs: number;
  /** The status that it answered: its own mark for this one request, see {@link markOf}. */
  readonly status: number;
  readonly isGood: boolean;
}

/** A time in which the pages answered no one, because the machine gave them no turn. */
export interface Stall {
  readonly fromMs: number;
  readonly untilMs: number;
}

export type PagesMessage = { port: number } | { request: LoggedRequest } | { stall: Stall };

const GOOD = { from: 210, count: 80 };
const BAD = { from: 510, count: 80 };
const SAMPLE_MS = 100;
/** Probes time out after 3 s: see fleet.ts. */
const STALL_MS = 1_000;

/**
 * A status code that no other request of this page has for the next 80 ones. Codes are stored with results, so that a result
 * can be attributed to this request: a probe carries no other identity that would come back.
 */
const markOf = ({ from, count }: typeof GOOD, n: number): number => from + (n % count);

const tell = (message: PagesMessage): void => void process.send?.(message);
const failing = new Set<string>();
const counts = new Map<string, number>();

const server = createServer({ keepAliveTimeout: 1_000 }, (request, response) => {
  const monitor = (request.url ?? '/').slice(1);
  const n = counts.get(monitor) ?? 0;
  counts.set(monitor, n + 1);
  const isGood = !failing.has(monitor);
  const status = markOf(isGood ? GOOD : BAD, n);
  tell({ request: { monitor, atMs: Date.now(), status, isGood } });
  request.resume();
  response.writeHead(status).end('ok');
});

process.on('message', ({ monitor, isFailing }: { monitor: string; isFailing: boolean }) => {
  if (isFailing) failing.add(monitor);
  else failing.delete(monitor);
});
// The run ends, or was killed. Signals of a terminal are the parent's to follow.
process.once('disconnect', () => process.exit());
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

let sampledMs = Date.now();
setInterval(() => {
  const nowMs = Date.now();
  if (nowMs - sampledMs > STALL_MS) tell({ stall: { fromMs: sampledMs, untilMs: nowMs } });
  sampledMs = nowMs;
}, SAMPLE_MS);

server.listen(0, '127.0.0.1', () => {
  tell({ port: (server.address() as AddressInfo).port });
});
