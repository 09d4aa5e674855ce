import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startSystem } from '@wakeful/launching';
import { fuzz, type FuzzReport } from './fuzz.js';

const usage = `Usage: npm run api-fuzz -- [options]

Generates requests from the OpenAPI document of a Wakeful, as documented and broken, and holds every answer against the
document: no 5xx but what is documented of others, the documented status, media type and schema, no stack and no secret.
Starts a system of its own in a temporary folder, unless --url names one that may be filled with what is generated.
Ctrl-C or SIGTERM ends the run early, with its report.

  --requests <n>     how many (10000)
  --seed <n>         the same seed makes the same requests (random)
  --concurrency <n>  how many at a time (32)
  --url <url>        a running Wakeful; its key in WAKEFUL_API_KEY`;

const repoRoot = resolve(import.meta.dirname, '../../..');
const SECRET_KEY = Buffer.from('api-fuzz-key-of-thirty-two-bytes').toString('base64');

interface Options {
  readonly requests: number;
  readonly seed: number;
  readonly concurrency: number;
  readonly url: string | undefined;
}

function optionsOf(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      concurrency: { type: 'string', default: '32' },
      url: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const [requests, seed, concurrency] = [values.requests, values.seed, values.concurrency].map(Number);
  if (![requests, seed, concurrency].every((one) => Number.isSafeInteger(one) && Number(one) >= 0)) {
    throw new TypeError('--requests, --seed and --concurrency are whole numbers.');
  }
  return { requests: requests ?? 0, seed: seed ?? 0, concurrency: concurrency ?? 1, url: values.url };
}

async function runOn(url: string, apiKey: string, options: Options, secrets: readonly string[]): Promise<FuzzReport> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  return fuzz({ ...options, url, apiKey, secrets, signal: stop.signal, say: (sentence) => console.log(sentence) });
}

/** On a system of its own, which reaches nothing outside. */
async function runOnOwn(options: Options): Promise<FuzzReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wakeful-api-fuzz-'));
  const env = { RATE_LIMIT_PER_MINUTE: '1000000', EGRESS_ALLOW: '127.0.0.0/8', SECRET_KEY };
  const system = await startSystem({
    repoRoot,
    dataDir,
    durability: 'throwaway',
    instances: { 'debug-session': 0 },
    env,
  });
  try {
    return await runOn(system.gatewayUrl, system.apiKey, options, [SECRET_KEY]);
  } finally {
    await system.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function print({ sent, operations, seconds, byStatus, slowest, findings }: FuzzReport, seed: number): void {
  const statuses = [...byStatus].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const rate = Math.round(sent / seconds);
  console.log(
    `${sent} requests to ${operations} operations in ${Math.round(seconds)} s (${rate} a second), seed ${seed}`,
  );
  console.log(statuses.join('  '));
  console.log(`slowest: ${slowest.map(({ operation, meanMs }) => `${operation} ${Math.round(meanMs)} ms`).join(', ')}`);
  for (const { operation, problem, count, example } of findings) {
    console.log(`\n  ${operation}: ${problem} (${count} times)\n      ${example}`);
  }
  console.log(findings.length === 0 ? 'Every answer is as documented.' : `\n${findings.length} findings`);
}

try {
  const options = optionsOf(process.argv.slice(2));
  if (options === null) console.log(usage);
  else {
    const report = await (options.url === undefined
      ? runOnOwn(options)
      : runOn(options.url, process.env['WAKEFUL_API_KEY'] ?? '', options, []));
    print(report, options.seed);
    process.exitCode = report.findings.length === 0 ? 0 : 1;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
