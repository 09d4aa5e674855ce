import axios, { type AxiosResponse, isAxiosError } from 'axios';
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
export async function exchange(message: HttpMessage, { agents, deadline }: Network): Promise<Receipt> {
  const response = await requestBy(message, agents, deadline.signal);
  const { status } = response;
  const answer = await readAnswer(response.data);
  if (status >= 200 && status < 300) return { status, answer };
  if (status >= 300 && status < 400) {
    throw new DeliveryError(`Answered ${status}, a redirect, which is not followed: set the URL it leads to.`, {
      status,
      isRefused: true,
    });
  }
  const isRefused = status >= 400 && status < 500 && !PASSING_STATUSES.has(status);
  const retryAfterMs = isRefused ? null : readRetryAfter(response.headers['retry-after']);
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

type Readable = AsyncIterable<Buffer> & { destroy(): void; on(event: 'error', listener: () => void): void };

async function requestBy(
  { url, method = 'POST', headers, body }: HttpMessage,
  agents: Network['agents'],
  signal: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  // The client knows other schemes, which need no connection that could be judged.
  if (!/^https?:/i.test(url)) throw new DeliveryError('Cannot be reached: its URL is neither http nor https.');
  try {
    return await axios.request<Readable>({
      url,
      method,
      headers: { 'content-type': 'application/json', accept: '*/*', 'user-agent': USER_AGENT, ...headers },
      data: Buffer.from(body),
      ...agents,
      signal,
      responseType: 'stream',
      maxRedirects: 0,
      // A proxy would connect to where nobody has judged.
      proxy: false,
      validateStatus: () => true,
    });
  } catch (error) {
    throw signal.aborted ? new DeliveryError('No answer in time.', { cause: error }) : networkError(error);
  }
}

/** axios' own error holds the whole request with its secrets. */
function networkError(error: unknown): DeliveryError {
  const cause = isAxiosError(error) && error.cause instanceof Error ? error.cause : undefined;
  const text = cause?.message ?? (error instanceof Error ? error.message : String(error));
  return new DeliveryError(`Cannot be reached: ${text || 'the connection failed'}`, { cause });
}

async function readAnswer(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  body.on('error', () => undefined);
  const timer = setTimeout(() => body.destroy(), BODY_PATIENCE_MS);
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // What came until then will do.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8').trim();
}

/** Milliseconds of a Retry-After header: seconds, or a date (RFC 9110 10.2.3); null: there is none that can be read. */
export function readRetryAfter(header: unknown, nowMs = Date.now()): number | null {
  if (typeof header !== 'string') return null;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
