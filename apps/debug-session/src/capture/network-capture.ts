import type { HeaderField, KeptBody, NetworkTimings, TransferSizes } from '@wakeful/contracts';
import { isTextType } from '@wakeful/probing';
import type { BrowserContext, Request, Response } from 'playwright';
import type { ConnectionLog } from '../egress/connection-log.js';
import { Bodies, MAX_FETCHED_BODY_BYTES, onlyCounted } from './bodies.js';
import type { BrowserWire } from './browser-wire.js';
import { emptyDraft, type EventDraft, type EventLog } from './event-log.js';
import { requestTimings } from './request-timings.js';
import type { SessionClock } from './session-clock.js';

/** Requests of one session; a page that makes more is seen up to here. */
const MAX_REQUESTS = 1_300;
/** These may stay open for as long as they like without anything being wrong. */
const LONG_LIVED = new Set(['eventsource', 'media', 'ping', 'websocket']);
const EVENT_STREAM = /^text\/event-stream\b/i;
const PROXY_ERRORS = /^ERR_(SOCKS|PROXY|TUNNEL)_/;
/** What a page has made itself. */
const NO_NETWORK = /^(blob|data|about|chrome|filesystem):/;
const TIMED_OUT = /TIMED_OUT/;

/** One request in progress; what is not yet known is null or empty. */
interface CapturedRequest {
  readonly number: number;
  readonly request: Request;
  response: Response | null;
  hasEnded: boolean;
  requestHeaders: HeaderField[];
  responseHeaders: HeaderField[];
  requestBody: KeptBody | null;
  responseBody: KeptBody | null;
  protocol: string | null;
  sizes: TransferSizes | null;
  timings: NetworkTimings | null;
}

export interface CaptureOptions {
  log: EventLog;
  connections: ConnectionLog;
  clock: SessionClock;
  /** Known a moment after the first page exists. */
  wire: () => BrowserWire | null;
}

/** Follows every request of a browser context: of its page, frames, workers and pop-ups. */
export class NetworkCapture {
  readonly #byRequest = new Map<Request, CapturedRequest>();
  readonly #details = new Set<Promise<void>>();
  readonly #bodies = new Bodies();
  #lastChangeMs = performance.now();

  constructor(
    context: BrowserContext,
    private readonly options: CaptureOptions,
  ) {
    context.on('request', (request) => this.#begin(request));
    context.on('response', (response) => this.#answer(response));
    context.on('requestfinished', (request) => this.#finish(request));
    context.on('requestfailed', (request) => this.#fail(request));
  }

  /** For how long nothing has happened while nothing was under way that a page load waits for. */
  get quietMs(): number {
    const isBusy = [...this.#byRequest.values()].some((captured) => !captured.hasEnded && !mayLast(captured));
    return isBusy ? 0 : performance.now() - this.#lastChangeMs;
  }

  /** The page waits for data of its own origin. */
  awaitsData(origin: string): boolean {
    return [...this.#byRequest.values()].some(
      (captured) =>
        !captured.hasEnded &&
        DATA.has(captured.request.resourceType()) &&
        !mayLast(captured) &&
        captured.request.url().startsWith(`${origin}/`),
    );
  }

  /** Resolves when the details of everything that ended are there. */
  async detailsKnown(): Promise<void> {
    while (this.#details.size > 0) await Promise.allSettled(this.#details);
  }

  /** Gives every request without an end one: it timed out with the session. Nothing more is captured. */
  end(): void {
    for (const captured of this.#byRequest.values()) {
      if (captured.hasEnded) continue;
      captured.hasEnded = true;
      const isFailed = !mayLast(captured) && !DATA.has(captured.request.resourceType());
      const what = captured.response ? 'The body had not ended' : 'There was no answer';
      this.#note(captured, () => ({ type: 'timeout', isFailed, error: `${what} when the visit ended` }));
    }
  }

  #begin(request: Request): void {
    if (this.#byRequest.size >= MAX_REQUESTS || NO_NETWORK.test(request.url())) return;
    const captured: CapturedRequest = {
      number: this.options.log.nextRequest(),
      request,
      response: null,
      hasEnded: false,
      requestHeaders: [],
      responseHeaders: [],
      requestBody: null,
      responseBody: null,
      protocol: null,
      sizes: null,
      timings: null,
    };
    this.#byRequest.set(request, captured);
    this.#note(captured, () => ({
      type: 'request',
      headers: captured.requestHeaders,
      body: captured.requestBody,
    }));
    this.#gather(async () => {
      captured.requestHeaders = await request.headersArray();
      const body = request.postDataBuffer();
      if (body) captured.requestBody = this.#bodies.keep(body, contentTypeOf(captured.requestHeaders));
    });
  }

  #answer(response: Response): void {
    const captured = this.#byRequest.get(response.request());
    if (!captured) return;
    captured.response = response;
    const status = response.status();
    this.#note(captured, () => {
      const next = captured.request.redirectedTo();
      return {
        type: next ? 'redirect' : 'response',
        status,
        isFailed: status >= 400,
        redirectedTo: next?.url() ?? null,
        protocol: captured.protocol,
        remoteAddress: this.#addressOf(captured),
        headers: captured.responseHeaders,
        body: captured.responseBody,
        sizes: captured.sizes,
        timings: captured.timings,
      };
    });
    this.#gather(async () => {
      captured.responseHeaders = await response.headersArray();
      captured.protocol = (await response.httpVersion()).slice(0, 16);
    });
  }

  #finish(request: Request): void {
    const captured = this.#byRequest.get(request);
    if (!captured || captured.hasEnded) return;
    captured.hasEnded = true;
    this.#lastChangeMs = performance.now();
    captured.timings = this.#timingsOf(captured);
    this.#gather(async () => {
      captured.sizes = sizesOf(await request.sizes());
      // The body of a redirect is never read, and the browser does not keep it.
      if (captured.response && !request.redirectedTo()) {
        captured.responseBody = await this.#bodyOf(captured.response, captured.sizes.responseBodyBytes);
      }
    });
  }

  #fail(request: Request): void {
    const captured = this.#byRequest.get(request);
    if (!captured || captured.hasEnded) return;
    const text = (request.failure()?.errorText ?? 'failed').replace(/^net::/, '');
    // Of what is answered with an error the browser does not read the body: the answer tells all.
    if (text === 'ERR_ABORTED' && (captured.response?.status() ?? 0) >= 400) return this.#finish(request);
    captured.hasEnded = true;
    this.#lastChangeMs = performance.now();
    // A page or a navigation gave it up: nothing is wrong with its host.
    const isFailed = text !== 'ERR_ABORTED' || captured.request.isNavigationRequest();
    this.#note(captured, () => {
      const failure = PROXY_ERRORS.test(text) ? this.options.connections.failureAt(new URL(request.url())) : null;
      const type = TIMED_OUT.test(text) || failure?.reason === 'timeout' ? 'timeout' : 'error';
      const status = captured.response?.status() ?? this.options.wire()?.statusOf(request.url()) ?? null;
      return { type, isFailed, status, error: failure?.sentence ?? text };
    });
  }

  async #bodyOf(response: Response, encodedBytes: number): Promise<KeptBody | null> {
    const contentType = response.headers()['content-type'];
    if (encodedBytes > MAX_FETCHED_BODY_BYTES || !isTextType(contentType)) return onlyCounted(encodedBytes);
    const body = await response.body().catch(() => null);
    return body && this.#bodies.keep(body, contentType);
  }

  #timingsOf({ request }: CapturedRequest): NetworkTimings {
    const url = new URL(request.url());
    const timing = request.timing();
    const { connections } = this.options;
    const isNew = timing.connectStart >= 0 || !connections.hasClaimed(url);
    const sendMs = this.options.wire()?.takeSendMs(request.url()) ?? null;
    return requestTimings(timing, isNew ? connections.claim(url) : null, sendMs);
  }

  #addressOf({ request }: CapturedRequest): string | null {
    return URL.canParse(request.url()) ? this.options.connections.addressOf(new URL(request.url())) : null;
  }

  #note(captured: CapturedRequest, facts: () => Partial<EventDraft> & Pick<EventDraft, 'type'>): void {
    const atMs = this.options.clock.now();
    this.#lastChangeMs = performance.now();
    const { request, number } = captured;
    this.options.log.add(() => ({
      ...emptyDraft,
      request: number,
      atMs,
      method: request.method().slice(0, 32),
      url: request.url(),
      resourceType: request.resourceType(),
      ...facts(),
    }));
  }

  /** Fetches details in the background; when the browser is gone, they stay unknown. */
  #gather(work: () => Promise<void>): void {
    const gathering = work()
      .catch(() => undefined)
      .finally(() => this.#details.delete(gathering));
    this.#details.add(gathering);
  }
}

const DATA = new Set(['fetch', 'xhr']);

/** What is meant to stay open is not waited for: event streams, also those that a page fetches. */
const mayLast = ({ request, responseHeaders }: CapturedRequest): boolean =>
  LONG_LIVED.has(request.resourceType()) || EVENT_STREAM.test(contentTypeOf(responseHeaders) ?? '');

const contentTypeOf = (headers: readonly HeaderField[]): string | undefined =>
  headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;

const sizesOf = (sizes: Awaited<ReturnType<Request['sizes']>>): TransferSizes => ({
  requestHeaderBytes: Math.max(0, sizes.requestHeadersSize),
  requestBodyBytes: Math.max(0, sizes.requestBodySize),
  responseHeaderBytes: Math.max(0, sizes.responseHeadersSize),
  responseBodyBytes: Math.max(0, sizes.responseBodySize),
});
