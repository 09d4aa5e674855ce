import { Agent, request as httpRequest } from 'node:http';
import fc, { type Arbitrary } from 'fast-check';
import { type ApiDocument, operationsOf } from './document.js';
import { type Answer, AnswerJudge } from './judge-answer.js';
import { type FuzzRequest, isFuzzed, requestsFor } from './requests.js';

export interface FuzzOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly requests: number;
  readonly seed: number;
  readonly concurrency: number;
  /** Texts, besides the key, that no answer may hold. */
  readonly secrets: readonly string[];
  /** Ends the run early, with a report of what was sent. */
  readonly signal: AbortSignal;
  say(sentence: string): void;
}

export interface Finding {
  readonly operation: string;
  readonly problem: string;
  readonly count: number;
  /** The first request that showed it. */
  readonly example: string;
}

export interface FuzzReport {
  readonly sent: number;
  readonly operations: number;
  readonly seconds: number;
  readonly byStatus: ReadonlyMap<number, number>;
  /** The operations whose answers took the longest, with their mean. */
  readonly slowest: readonly { readonly operation: string; readonly meanMs: number }[];
  readonly findings: readonly Finding[];
}

const PORTION = 50;
const SAY_EVERY = 10_000;
/** Ids that answers held, for later requests. */
const MAX_KNOWN_IDS = 60;
const UUID = /"id":"([0-9a-f-]{36})"/g;
const REQUEST_TIMEOUT_MS = 60_000;
const SHOWN_LENGTH = 400;

/**
 * Sends generated requests and holds every answer against the document. A seed makes the same requests, but for the ids of what
 * earlier ones have made.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { url, apiKey, requests, seed, concurrency, secrets, signal, say } = options;
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as ApiDocument;
  const operations = operationsOf(document).filter(isFuzzed);
  const judge = new AnswerJudge(document, [apiKey, ...secrets]);
  const byStatus = new Map<number, number>();
  const findings = new Map<string, { -readonly [Key in keyof Finding]: Finding[Key] }>();
  // Its own key stays: whatever is changed by an id is something that the run made.
  const knownIds = ['00000000-0000-4000-8000-000000000000'];
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const times: Times = new Map();
  const beganMs = performance.now();
  let sent = 0;

  const ask = async (request: FuzzRequest): Promise<void> => {
    const answer = await send(agent, url, apiKey, request);
    byStatus.set(answer.status, (byStatus.get(answer.status) ?? 0) + 1);
    if (request.method === 'POST' && answer.status === 201) {
      for (const [, id = ''] of answer.text.matchAll(UUID)) knownIds.push(id);
      if (knownIds.length > MAX_KNOWN_IDS) knownIds.splice(0, knownIds.length - MAX_KNOWN_IDS);
    }
    for (const problem of judge.problemsOf(request, answer)) {
      const key = `${request.operation.id} ${problem}`;
      const known = findings.get(key);
      if (known) known.count++;
      else
        findings.set(key, { operation: request.operation.id, problem, count: 1, example: describe(request, answer) });
    }
  };

  // One after the other from one source: a slow answer, such as of a receiver that does not exist, holds up no other request.
  const source = generated(requestsFor(document, operations, knownIds), seed, requests);
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const request of source) {
        if (signal.aborted) return;
        const beganMs = performance.now();
        await ask(request);
        note(times, request.operation.id, performance.now() - beganMs);
        sent += 1;
        if (sent % SAY_EVERY === 0) say(`${sent} requests, ${findings.size} findings`);
      }
    }),
  );
  agent.destroy();
  const seconds = (performance.now() - beganMs) / 1000;
  return {
    sent,
    operations: operations.length,
    seconds,
    byStatus,
    slowest: slowestOf(times),
    findings: [...findings.values()],
  };
}

/** Requests in small portions, so that those to come use what the earlier ones have made. */
function* generated(requests: Arbitrary<FuzzRequest>, seed: number, count: number): Generator<FuzzRequest> {
  for (let made = 0; made < count; made += PORTION) {
    yield* fc.sample(requests, { seed: seed + made, numRuns: Math.min(PORTION, count - made) });
  }
}

type Times = Map<string, { count: number; totalMs: number }>;

function note(times: Times, operation: string, ms: number): void {
  const known = times.get(operation) ?? { count: 0, totalMs: 0 };
  times.set(operation, { count: known.count + 1, totalMs: known.totalMs + ms });
}

const slowestOf = (times: Times): FuzzReport['slowest'] =>
  [...times]
    .map(([operation, { count, totalMs }]) => ({ operation, meanMs: totalMs / count }))
    .sort((a, b) => b.meanMs - a.meanMs)
    .slice(0, 5);

function send(agent: Agent, url: string, apiKey: string, request: FuzzRequest): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = httpRequest(
    url + request.target,
    {
      agent,
      method: request.method,
      headers: { authorization: `Bearer ${apiKey}`, ...request.headers },
      timeout: REQUEST_TIMEOUT_MS,
    },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const contentType = response.headers['content-type'] ?? '';
        resolve({ status: response.statusCode ?? 0, contentType, text: Buffer.concat(chunks).toString() });
      });
    },
  );
  outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS} ms`)));
  // A server that hangs up is a finding like any other answer that is not documented.
  outgoing.once('error', (error) => resolve({ status: 0, contentType: '', text: String(error) }));
  outgoing.end(request.body?.toWellFormed());
  return promise;
}

function describe({ method, target, headers, body }: FuzzRequest, { status, text }: Answer): string {
  const sent = `${method} ${target.slice(0, SHOWN_LENGTH)} ${JSON.stringify(headers)} ${(body ?? '').slice(0, SHOWN_LENGTH)}`;
  return `${sent}\n      ${status} ${text.slice(0, SHOWN_LENGTH)}`;
}
