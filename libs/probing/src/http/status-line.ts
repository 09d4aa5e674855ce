import type { NoteOddity } from './response-head.js';

export interface StatusLine {
  httpVersion: '1.0' | '1.1';
  httpStatus: number;
  reason: string;
}

const MAX_STATUS = 999;
/** As Chromium reads it: `http`, perhaps a version, anything up to the first blank, the digits of the status, the rest. */
const lenient = /^http(?:\/(\d)[^.]*\.(\d))?[^ ]*(?: +(\d*) *(.*))?$/i;
const shoutcast = /^icy +(\d+) *(.*)$/i;

/** "HTTP/1.x ddd" and its reason, which is all but every status line there is. */
const strict = /^HTTP\/1\.([01]) (\d\d\d)(?: (.*))?$/;

/**
 * Reads a status line (RFC 9112 section 4), or what browsers take for one (Chromium's
 * `HttpResponseHeaders::ParseStatusLine`): any version, no status at all (200), no reason. Null when its status is no
 * number that is known.
 */
export function readStatusLine(line: string, odd: NoteOddity): StatusLine | null {
  const plain = strict.exec(line);
  if (plain) {
    return { httpVersion: plain[1] === '0' ? '1.0' : '1.1', httpStatus: Number(plain[2]), reason: plain[3] ?? '' };
  }
  const radio = shoutcast.exec(line);
  const [, major, minor, digits = '', reason = ''] = radio
    ? ['', '1', '0', radio[1], radio[2]]
    : (lenient.exec(line) ?? []);
  if (digits === '') odd('The status line names no status: it is read as 200, as browsers do.');
  else odd('The status line is not formed as HTTP/1.1 asks.');
  const httpStatus = digits === '' ? 200 : Number(digits);
  if (httpStatus > MAX_STATUS) return null;
  const version = Number(`${major ?? 1}${minor ?? 0}`);
  return { httpVersion: version >= 11 ? '1.1' : '1.0', httpStatus, reason };
}
