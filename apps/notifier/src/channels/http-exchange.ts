import { type GuardedAnswer, guardedRequest } from '@wakeful/probing';
import { DeliveryError, type Network, type Receipt } from './channel.js';

const MAX_ANSWER_BYTES = 4_096;
/** An answer whose status is known is not worth waiting for. */
const BODY_PATIENCE_MS = 2_000;
const USER_AGENT = 'Wakeful/0.1.0';
/** Request Timeout, Too Early, Too Many Requests (RFC 9110, RFC 8470, RFC 6585): all others of 4xx stay as they are. */
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

/** The path of an API below a base URL, with or without a slash at its end. */
export const below = (base: string, path: string): string => `${base.replace(/\/+$/, '')}${path}`;

/**
 * Sends a message over HTTP. Its status decides; of the answer no more than a few kilobytes are read, and for no longer than
 * two seconds. Redirects are not followed: a message with secrets stays with the receiver that was named.
 * @throws DeliveryError
 */
export async function exchange(message: HttpMessage, network: Network): Promise<Receipt> {
  const { httpStatus: status, bodyText, header } = await ask(message, network);
  const answer = bodyText.trim();
  if (status >= 200 && status < 300) return { status, answer };
  if (status >= 300 && status < 400) {
    throw new DeliveryError(`Answered ${status}, a redirect, which is not followed: set the URL it leads to.`, {
      status,
      isRefused: true,
    });
  }
  const isRefused = status >= 400 && status < 500 && !PASSING_STATUSES.has(status);
  const retryAfterMs = isRefused ? null : readRetryAfter(header('retry-after'));
  throw new DeliveryError(`Answered ${status}: ${answer || 'nothing'}`, { status, isRefused, retryAfterMs });
}

/**
 * Sends messages one after the other, for receivers to which doing a thing twice is the same as once. Resolves to the last answer.
 * @throws DeliveryError of the first that is not taken
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
    if (signal.aborted) throw new DeliveryError('No answer in time.', { cause: error });
    const text = error instanceof Error ? error.message : String(error);
    throw new DeliveryError(`Not delivered: ${text}`, { cause: error });
  }
}

/** Milliseconds of a Retry-After header: seconds, or a date (RFC 9110 10.2.3); null: there is none that can be read. */
export function readRetryAfter(header: unknown, nowMs = Date.now()): number | null {
  if (typeof header !== 'string') return null;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
