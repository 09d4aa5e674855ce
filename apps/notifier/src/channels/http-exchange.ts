import { type GuardedAnswer, guardedRequest } from '@wakeful/probing';
import { DeliveryError, type Network, type Receipt } from './channel.js';

const MAX_ANSWER_BYTES = 4_096;
/** Once the status is known, the body is not worth a long wait. */
const BODY_PATIENCE_MS = 2_000;
const USER_AGENT = 'Wakeful/0.1.0';
/** Request Timeout, Too Early, Too Many Requests (RFC 9110, RFC 8470, RFC 6585): all other 4xx are permanent. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

export interface HttpMessage {
  readonly url: string;
  readonly method?: 'POST' | 'PUT' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export const jsonTo = (url: string, body: unknown, headers: HttpMessage['headers'] = {}): HttpMessage => ({
  url,
  headers,
  body: JSON.stringify(body),
});

/** The URL of an API path below a base URL, with or without a trailing slash. */
export const below = (base: string, path: string): string => `${base.replace(/\/+$/, '')}${path}`;

/**
 * Sends a message over HTTP. The status decides; at most a few kilobytes of the response are read, for at most two
 * seconds. Redirects are not followed: a message with secrets goes only to the configured receiver.
 * @throws DeliveryError
 */
export async function exchange(message: HttpMessage, network: Network): Promise<Receipt> {
  const { httpStatus: status, bodyText, header } = await ask(message, network);
  const answer = bodyText.trim();
  if (status >= 200 && status < 300) return { status, answer };
  if (status >= 300 && status < 400) {
    throw new DeliveryError(`HTTP ${status}: redirects are not followed. Set the target URL instead.`, {
      status,
      isRefused: true,
    });
  }
  const isRefused = status >= 400 && status < 500 && !PASSING_STATUSES.has(status);
  const retryAfterMs = isRefused ? null : readRetryAfter(header('retry-after'));
  throw new DeliveryError(`HTTP ${status}: ${answer || 'empty response'}`, { status, isRefused, retryAfterMs });
}

/**
 * Sends messages one after the other, for idempotent receivers. Resolves to the last response.
 * @throws DeliveryError of the first rejected message
 */
export async function exchangeAll(messages: readonly HttpMessage[], network: Network): Promise<Receipt> {
  let receipt: Receipt = { status: null, answer: '' };
  for (const message of messages) receipt = await exchange(message, network);
  return receipt;
}

async function ask(message: HttpMessage, { net, deadline: { signal } }: Network): Promise<GuardedAnswer> {
  const { url, method = 'POST', headers, body } = message;
  const request = {
    url,
    method,
    headers: { 'content-type': 'application/json', accept: '*/*', 'user-agent': USER_AGENT, ...headers },
    body,
    maxBodyBytes: MAX_ANSWER_BYTES,
    bodyPatienceMs: BODY_PATIENCE_MS,
  };
  try {
    return await guardedRequest(request, net, signal);
  } catch (error) {
    if (signal.aborted) throw new DeliveryError('No response in time.', { cause: error });
    const text = error instanceof Error ? error.message : String(error);
    throw new DeliveryError(`Not delivered: ${text}`, { cause: error });
  }
}

/** Milliseconds of a Retry-After header in seconds or as a date (RFC 9110 10.2.3); null if missing or malformed. */
export function readRetryAfter(header: unknown, nowMs = Date.now()): number | null {
  if (typeof header !== 'string') return null;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
