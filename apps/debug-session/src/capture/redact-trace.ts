import { unzipSync, type Zippable, zipSync } from 'fflate';
import type { Redaction } from './redaction.js';
import { HIDDEN } from './redaction.js';

/** What Playwright's viewer reads line by line as JSON. */
const JSON_LINES = /\.(trace|network|stacks)$/;
const TEXT_RESOURCE = /\.(html?|xhtml|js|mjs|css|json|txt|xml|svg|dat)$/i;
const PICTURE = /\.(jpe?g|png|webp|gif|avif|woff2?|zip)$/i;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * A Playwright trace without secrets: its log lines, network entries and text files go through the redaction. Names of
 * files stay as they are, as the entries refer to them.
 */
export function redactTrace(zip: Buffer, redaction: Redaction): Buffer {
  const clean: Zippable = {};
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    // Pictures are packed already.
    clean[name] = PICTURE.test(name) ? [bytes, { level: 0 }] : redactFile(name, bytes, redaction);
  }
  return Buffer.from(zipSync(clean, { level: 6 }));
}

function redactFile(name: string, bytes: Uint8Array, redaction: Redaction): Uint8Array {
  if (JSON_LINES.test(name)) return encoder.encode(redactLines(decoder.decode(bytes), redaction));
  return TEXT_RESOURCE.test(name) ? encoder.encode(redaction.text(decoder.decode(bytes))) : bytes;
}

const redactLines = (text: string, redaction: Redaction): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : JSON.stringify(redactValue(JSON.parse(line), redaction))))
    .join('\n');

function redactValue(value: unknown, redaction: Redaction): unknown {
  if (typeof value === 'string') return redaction.text(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redaction));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, item]): [string, unknown] => {
    if (key === 'cookies' && Array.isArray(item)) return [key, []];
    return [key, redactValue(item, redaction)];
  });
  const redacted = Object.fromEntries(fields);
  // A header: what its name says decides, wherever it stands.
  if (typeof redacted['name'] === 'string' && typeof redacted['value'] === 'string') {
    if (redaction.isSensitive(redacted['name'])) redacted['value'] = HIDDEN;
  }
  return redacted;
}
