import type { HeaderField, RawCheck } from '@wakeful/contracts';
import { headerOf, shorten } from './seen.js';

/** Ids by which the one who runs a server or a network finds this very answer in its log. */
const REQUEST_IDS: readonly (readonly [header: string, called: string])[] = [
  ['cf-ray', 'Ray'],
  ['x-amz-cf-id', 'CloudFront request id'],
  ['x-amzn-requestid', 'request id'],
  ['x-amz-request-id', 'request id'],
  ['x-azure-ref', 'Azure reference'],
  ['x-vercel-id', 'Vercel id'],
  ['x-nf-request-id', 'Netlify request id'],
  ['fly-request-id', 'Fly request id'],
  ['x-github-request-id', 'GitHub request id'],
  ['x-request-id', 'request id'],
  ['x-correlation-id', 'correlation id'],
];

/** "Ray 8f2c…-FRA"; null: the answer has none. */
export function requestIdOf(raw: RawCheck | null): string | null {
  for (const [header, called] of REQUEST_IDS) {
    const value = headerOf(raw, header);
    if (value && value !== '***') return `${called} ${shorten(value, 80)}`;
  }
  const ray = /(?:Ray ID:?|error reference:?)\s*(?:<[^>]{0,80}>)?\s*([0-9a-f]{16}(?:-[A-Z]{3})?)/i.exec(
    raw?.bodyText ?? '',
  )?.[1];
  return ray ? `Ray ${ray}` : null;
}

/** Who answers, as it says itself: "nginx/1.24.0 at 192.0.2.1"; "192.0.2.1" when it does not say. */
export function serverWords(raw: RawCheck | null, address: string | null): string {
  const server = headerOf(raw, 'server');
  const name = server && server.length <= 60 ? server : null;
  const inBody = /<center>((?:nginx|openresty|tengine)[^<]{0,20})<\/center>/i.exec(raw?.bodyText ?? '')?.[1];
  const who = name ?? inBody ?? null;
  if (!who) return address ?? 'The server';
  return address ? `${who} at ${address}` : who;
}

/** The networks and proxies on the way, as they say themselves. */
export const viaWords = (headers: readonly HeaderField[]): string | null => {
  const via = headers.find(({ name }) => name.toLowerCase() === 'via')?.value;
  return via ? `It came by way of ${shorten(via, 120)}` : null;
};

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** "1 h" or a date, as Retry-After says (RFC 9110, 10.2.3); null: it does not say. */
export function retryAfter(raw: RawCheck | null): string | null {
  const value = headerOf(raw, 'retry-after');
  if (!value) return null;
  if (!/^\d{1,9}$/.test(value.trim()))
    return Number.isNaN(Date.parse(value)) ? null : `not before ${shorten(value, 40)}`;
  const whole = Number(value);
  const [size, unit] = UNITS.find(([seconds]) => whole >= seconds && whole % seconds === 0) ?? [1, 's'];
  return `in ${whole / size} ${unit}`;
}
