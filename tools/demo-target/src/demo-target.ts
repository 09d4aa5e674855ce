import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Behaviour, builtInPage, parseBehaviour } from './behaviour.js';

const KEPT_LOG_ENTRIES = 20_000;
const MAX_CONTROL_BYTES = 1_048_576;

interface LoggedRequest {
  at: string;
  method: string;
  path: string;
  status: number;
}

interface LoggedChange {
  at: string;
  name: string;
  status: number;
  delayMs: number;
}

/** A small website with good and bad pages, and pages at `/page/<name>` that `PUT /control/<name>` directs. */
export function createDemoTarget(): Server {
  const scripted = new Map<string, Behaviour>();
  const requests: LoggedRequest[] = [];
  const changes: LoggedChange[] = [];

  const control = async (request: IncomingMessage, response: ServerResponse, name: string): Promise<void> => {
    if (request.method === 'GET' && name === 'log') return sendJson(response, 200, { requests, changes });
    if (request.method !== 'PUT')
      return sendJson(response, 405, { error: 'Use PUT /control/<name>, or GET /control/log.' });
    const behaviour = parseBehaviour(await readText(request));
    if (typeof behaviour === 'string') return sendJson(response, 400, { error: behaviour });
    scripted.set(name, behaviour);
    const change = { at: new Date().toISOString(), name, status: behaviour.status, delayMs: behaviour.delayMs };
    remember(changes, change);
    sendJson(response, 200, change);
  };

  const visit = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const now = new Date();
    const behaviour = pageAt(path, now, scripted);
    remember(requests, { at: now.toISOString(), method: request.method ?? '', path, status: behaviour.status });
    if (behaviour.delayMs > 0) await delay(behaviour.delayMs, undefined, { ref: false });
    response.writeHead(behaviour.status, { 'content-type': behaviour.contentType }).end(behaviour.body);
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request);
    if (path === '/health/ready') return sendJson(response, 200, { status: 'ready' });
    if (path.startsWith('/control/')) return control(request, response, path.slice('/control/'.length));
    return visit(request, response, path);
  };

  return createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
    });
  });
}

/** Without the query; the URL class would refuse a path such as `//`. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
}

function pageAt(path: string, now: Date, scripted: ReadonlyMap<string, Behaviour>): Behaviour {
  const text = { contentType: 'text/plain; charset=utf-8', delayMs: 0 };
  if (path.startsWith('/page/')) {
    return scripted.get(path.slice('/page/'.length)) ?? { ...text, status: 200, body: 'ok' };
  }
  return builtInPage(path, now) ?? { ...text, status: 404, body: 'There is no such page.' };
}

function remember<T>(log: T[], entry: T): void {
  log.push(entry);
  if (log.length > KEPT_LOG_ENTRIES) log.splice(0, log.length - KEPT_LOG_ENTRIES);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_CONTROL_BYTES) throw new Error('The body must be 1 MiB at most.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
}
