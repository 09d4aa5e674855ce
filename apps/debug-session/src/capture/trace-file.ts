import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { Unzip, type UnzipFile, UnzipInflate, UnzipPassThrough, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import type { Redaction } from './redaction.js';

const MEBIBYTE = 1_048_576;
/** Of the packed trace. What it unpacks to at once is at most a thousand times that. */
const READ_BYTES = 16_384;
/** A file of a page, or a line of the log, that is larger is left out: it would have to be in memory as a whole. */
const MAX_PIECE_BYTES = 8 * MEBIBYTE;
const LEFT_OUT = 'Left out: it was too large to be searched for secrets.';
/** What Playwright's viewer reads line by line as JSON. */
const JSON_LINES = /\.(trace|network|stacks)$/;

/** The new trace would be larger than it may be. */
export class TraceTooLargeError extends Error {
  readonly code = 'TRACE_TOO_LARGE';
  override readonly name = 'TraceTooLargeError';
}

/** Takes a file of the trace piece by piece and hands it on without secrets. */
type FileRedactor = (chunk: Uint8Array, isLast: boolean) => void;
type Emit = (bytes: Uint8Array, isLast: boolean) => void;

/** Each line is JSON of its own; one that is not, or is too long, is dropped. */
function redactLines(redaction: Redaction, emit: Emit): FileRedactor {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let line: string[] = [];
  let characters = 0;
  const endLine = (): void => {
    const text = characters > MAX_PIECE_BYTES ? '' : line.join('');
    line = [];
    characters = 0;
    if (text === '') return;
    try {
      emit(encoder.encode(`${JSON.stringify(redaction.json(JSON.parse(text)))}\n`), false);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  };
  return (chunk, isLast) => {
    const [first = '', ...others] = decoder.decode(chunk, { stream: !isLast }).split('\n');
    for (const [index, part] of [first, ...others].entries()) {
      if (index > 0) endLine();
      characters += part.length;
      if (characters <= MAX_PIECE_BYTES) line.push(part);
    }
    if (!isLast) return;
    endLine();
    emit(new Uint8Array(), true);
  };
}

/** Pictures and fonts pass as they are, whatever they are called; everything that can be read as text is searched. */
function redactResource(redaction: Redaction, emit: Emit): FileRedactor {
  let kept: Uint8Array[] = [];
  let bytes = 0;
  return (chunk, isLast) => {
    bytes += chunk.length;
    if (bytes <= MAX_PIECE_BYTES) kept.push(chunk);
    else kept = [];
    if (!isLast) return;
    const whole = Buffer.concat(kept);
    const isText = isUtf8(whole) && !whole.includes(0);
    if (bytes > MAX_PIECE_BYTES) emit(Buffer.from(LEFT_OUT), true);
    else emit(isText ? Buffer.from(redaction.text(whole.toString())) : whole, true);
  };
}

/**
 * Copies a Playwright trace without its secrets: its log lines, network entries and text files go through the redaction. Names of
 * files stay as they are, as the entries refer to them. Memory holds one file or line of the trace at a time, never the trace.
 * @throws TraceTooLargeError as soon as the copy has more than `maxBytes`
 */
export async function copyTraceWithoutSecrets(
  from: string,
  to: string,
  redaction: Redaction,
  maxBytes: number,
): Promise<void> {
  const output = createWriteStream(to);
  let failure: Error | null = null;
  let written = 0;
  const zip = new Zip((error, chunk) => {
    if (error) failure ??= error;
    written += chunk?.length ?? 0;
    if (written > maxBytes) failure ??= new TraceTooLargeError(`the trace has more than ${maxBytes} bytes`);
    if (!failure) output.write(chunk);
  });
  const unzip = new Unzip((file) => copyFile(file, zip, redaction, (error) => (failure ??= error)));
  unzip.register(UnzipInflate);
  unzip.register(UnzipPassThrough);
  try {
    for await (const chunk of createReadStream(from, { highWaterMark: READ_BYTES })) {
      unzip.push(chunk as Buffer);
      if (failure) throw failure as Error;
      if (output.writableNeedDrain) await once(output, 'drain');
    }
    unzip.push(new Uint8Array(), true);
    zip.end();
    if (failure) throw failure as Error;
  } finally {
    output.end();
    await once(output, 'close');
  }
}

function copyFile(file: UnzipFile, zip: Zip, redaction: Redaction, onError: (error: Error) => void): void {
  // Pictures are packed already.
  const copy = /\.(jpe?g|png|webp|gif|avif|woff2?)$/i.test(file.name)
    ? new ZipPassThrough(file.name)
    : new ZipDeflate(file.name, { level: 6 });
  zip.add(copy);
  const emit: Emit = (bytes, isLast) => copy.push(bytes, isLast);
  const redact = JSON_LINES.test(file.name) ? redactLines(redaction, emit) : redactResource(redaction, emit);
  file.ondata = (error, chunk, isLast) => {
    if (error) onError(error);
    else redact(chunk, isLast);
  };
  file.start();
}
