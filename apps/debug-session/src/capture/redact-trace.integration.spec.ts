import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NO_SECRETS } from '@wakeful/contracts';
import { leakCorpus, waitFor } from '@wakeful/testing';
import { unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { temporaryFolder } from '../temporary-folder.fixture.js';
import { type RedactedTrace, type TraceRedactionOptions, TraceRedactor } from './redact-trace.js';
import { Redaction } from './redaction.js';

const MEBIBYTE = 1_048_576;
const TRACE_BYTES = 200 * MEBIBYTE;
/** What a trace of any size adds to the memory of the service at most, next to the trace that it keeps. */
const MAX_GROWTH_BYTES = 32 * MEBIBYTE;
const options = { maxBytes: 24 * MEBIBYTE };
const redaction = new Redaction({ ...NO_SECRETS, auth: { type: 'bearer', token: 'wombat-token-1' } });

let folder: ReturnType<typeof temporaryFolder>;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'trace.zip');
});
afterEach(() => folder[Symbol.dispose]());

const redact = async (from = path, given: TraceRedactionOptions = options): Promise<RedactedTrace> => {
  using redactor = TraceRedactor.start();
  return await redactor.run(from, redaction, given);
};

type File = [name: string, pieces: Iterable<Buffer>, isPacked?: boolean];

async function writeTrace(files: readonly File[]): Promise<void> {
  const output = createWriteStream(path);
  const zip = new Zip((_error, chunk) => void output.write(chunk));
  for (const [name, pieces, isPacked = true] of files) {
    const file = isPacked ? new ZipDeflate(name, { level: 1 }) : new ZipPassThrough(name);
    zip.add(file);
    for (const piece of pieces) {
      file.push(piece);
      if (output.writableNeedDrain) await once(output, 'drain');
    }
    file.push(new Uint8Array(), true);
  }
  zip.end();
  output.end();
  await once(output, 'close');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);

describe('a trace', () => {
  it('loses every secret of the corpus, in its lines and files, and stays a trace', async () => {
    const network = leakCorpus.map(({ text }) => line({ type: 'resource-snapshot', snapshot: { url: text } }));
    const query = line({ request: { queryString: [{ name: 'apiToken', value: 'numbat-99' }] } });
    await writeTrace([
      ['trace.trace', [line({ type: 'context-options', title: 'sent wombat-token-1' })]],
      ['trace.network', [...network, query]],
      ...leakCorpus.map(({ text }, index): File => [`resources/${index}.html`, [Buffer.from(text)]]),
      // By its name a picture, but it can be read.
      ['resources/a.bin', [Buffer.from('?token=numbat-98')]],
      ['resources/b.png', [Buffer.from([0x89, 0x50, 0, 1, 2])]],
    ]);
    const { trace, problem } = await redact();
    expect(problem).toBeNull();
    const files = unzipSync(trace!);
    const text = Object.values(files)
      .map((bytes) => Buffer.from(bytes).toString())
      .join('\n');
    const secrets = [...leakCorpus.flatMap((leak) => leak.secrets), 'wombat-token-1', 'numbat-98', 'numbat-99'];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    const lines = Buffer.from(files['trace.network']!).toString().trim().split('\n');
    expect(lines.map((one) => typeof JSON.parse(one))).toEqual(lines.map(() => 'object'));
    expect(lines).toHaveLength(leakCorpus.length + 1);
    expect([...files['resources/b.png']!]).toEqual([0x89, 0x50, 0, 1, 2]);
  });

  it('of 200 MB costs the service hardly any memory', async () => {
    const event = line({ type: 'frame-snapshot', html: 'Grüße an alle '.repeat(5_000), token: 'numbat-1' });
    const count = Math.ceil(TRACE_BYTES / event.length);
    await writeTrace([
      [
        'trace.trace',
        {
          *[Symbol.iterator]() {
            for (let at = 0; at < count; at++) yield event;
          },
        },
        false,
      ],
    ]);
    globalThis.gc?.();
    const beforeBytes = process.memoryUsage().rss;
    let mostBytes = beforeBytes;
    const timer = setInterval(() => (mostBytes = Math.max(mostBytes, process.memoryUsage().rss)), 20);
    const { trace, problem } = await redact(path, { ...options, deadlineMs: 280_000 });
    clearInterval(timer);
    expect(problem).toBeNull();
    expect(trace!.length).toBeLessThan(options.maxBytes);
    expect(mostBytes - beforeBytes).toBeLessThan(MAX_GROWTH_BYTES + trace!.length);
  }, 300_000);

  it.each([
    { what: 'is larger than what is kept', maxBytes: 1_000, problem: 'is too large to be kept' },
    {
      what: 'takes too long',
      maxBytes: options.maxBytes,
      deadlineMs: 1,
      problem: 'could not be searched for secrets within 0 s',
    },
  ])('that $what is left out', async ({ maxBytes, deadlineMs, problem }) => {
    const noise = Array.from({ length: 2_000 }, (_, at) => line({ at, noise: Math.random() }));
    await writeTrace([['trace.trace', noise]]);
    expect(await redact(path, { maxBytes, ...(deadlineMs && { deadlineMs }) })).toEqual({
      trace: null,
      problem,
    });
  });

  it('that breaks the process which searches it is left out, and the service continues', async () => {
    await writeTrace([['trace.trace', [line({ type: 'context-options' })]]]);
    const ended = 'could not be searched for secrets: the process that does it ended early';
    using redactor = TraceRedactor.start();
    const killed = redactor.run(path, redaction, options);
    process.kill(redactor.pid!, 'SIGKILL');
    expect(await killed).toEqual({ trace: null, problem: ended });
    using dead = TraceRedactor.start();
    process.kill(dead.pid!, 'SIGKILL');
    await waitFor(() => !isAlive(dead.pid!), { what: 'its end' });
    expect(await dead.run(path, redaction, options)).toEqual({ trace: null, problem: ended });
    expect(await redact(join(folder.path, 'nowhere.zip'))).toEqual({ trace: null, problem: ended });
    expect((await redact()).problem).toBeNull();
  });
});
