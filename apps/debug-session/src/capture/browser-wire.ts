import type { HeaderField } from '@wakeful/contracts';
import type { CDPSession, Page } from 'playwright';
import type { ConnectionLog } from '../egress/connection-log.js';
import { emptyDraft, type EventDraft, type EventLog } from './event-log.js';
import { round, type SessionClock } from './session-clock.js';

interface WebSocketRequest {
  number: number;
  url: string;
  sentBytes: number;
  receivedBytes: number;
  hasEnded: boolean;
}

const fieldsOf = (headers: Record<string, string>): HeaderField[] =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

/**
 * What only the browser's own protocol tells (https://chromedevtools.github.io/devtools-protocol/tot/Network): how
 * WebSockets shook hands, how long sending a request took, and with which status an answer came that the browser kept from the page.
 */
export class BrowserWire {
  readonly #sendMsByUrl = new Map<string, number[]>();
  readonly #webSockets = new Map<string, WebSocketRequest>();
  readonly #urlById = new Map<string, string>();
  readonly #statusByUrl = new Map<string, number>();

  private constructor(
    private readonly log: EventLog,
    private readonly connections: ConnectionLog,
    private readonly clock: SessionClock,
  ) {}

  static async listen(
    page: Page,
    log: EventLog,
    connections: ConnectionLog,
    clock: SessionClock,
  ): Promise<BrowserWire> {
    const session = await page.context().newCDPSession(page);
    const wire = new BrowserWire(log, connections, clock);
    wire.#listen(session);
    await session.send('Network.enable');
    return wire;
  }

  /** How long the next answered request to a URL took to be sent; null: the browser did not tell. */
  takeSendMs(url: string): number | null {
    return this.#sendMsByUrl.get(url)?.shift() ?? null;
  }

  /** With which status the last request to a URL was answered, whether the page may see it or not; null: not known. */
  statusOf(url: string): number | null {
    return this.#statusByUrl.get(url) ?? null;
  }

  #listen(session: CDPSession): void {
    session.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse }) => {
      this.#urlById.set(requestId, request.url);
      if (redirectResponse) this.#noteSending(redirectResponse);
    });
    session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
      const url = this.#urlById.get(requestId);
      if (url !== undefined) this.#statusByUrl.set(url, statusCode);
    });
    session.on('Network.responseReceived', ({ response }) => this.#noteSending(response));
    session.on('Network.webSocketWillSendHandshakeRequest', (sent) =>
      this.#begin(sent.requestId, sent.request.headers),
    );
    session.on('Network.webSocketCreated', ({ requestId, url }) => this.#know(requestId, url));
    session.on('Network.webSocketHandshakeResponseReceived', ({ requestId, response }) =>
      this.#answer(requestId, response.status, response.headers),
    );
    session.on('Network.webSocketFrameSent', ({ requestId, response }) => {
      const socket = this.#webSockets.get(requestId);
      if (socket) socket.sentBytes += response.payloadData.length;
    });
    session.on('Network.webSocketFrameReceived', ({ requestId, response }) => {
      const socket = this.#webSockets.get(requestId);
      if (socket) socket.receivedBytes += response.payloadData.length;
    });
    session.on('Network.webSocketFrameError', ({ requestId, errorMessage }) => this.#fail(requestId, errorMessage));
    session.on('Network.webSocketClosed', ({ requestId }) =>
      this.#fail(requestId, 'Closed before the handshake ended'),
    );
  }

  #noteSending(response: { url: string; timing?: { sendStart: number; sendEnd: number } | undefined }): void {
    const { timing, url } = response;
    if (!timing || timing.sendStart < 0) return;
    this.#sendMsByUrl.set(url, [...(this.#sendMsByUrl.get(url) ?? []), round(timing.sendEnd - timing.sendStart)]);
  }

  #know(id: string, url: string): void {
    const number = this.log.nextRequest();
    this.#webSockets.set(id, { number, url, sentBytes: 0, receivedBytes: 0, hasEnded: false });
  }

  #begin(id: string, headers: Record<string, string>): void {
    const socket = this.#webSockets.get(id);
    if (socket) this.#add(socket, { type: 'request', headers: fieldsOf(headers) });
  }

  #answer(id: string, status: number, headers: Record<string, string>): void {
    const socket = this.#webSockets.get(id);
    if (!socket) return;
    socket.hasEnded = true;
    this.#add(socket, { type: 'response', status, isFailed: status !== 101, headers: fieldsOf(headers) });
  }

  #fail(id: string, message: string): void {
    const socket = this.#webSockets.get(id);
    if (!socket || socket.hasEnded) return;
    socket.hasEnded = true;
    const failure = this.connections.failureAt(new URL(socket.url));
    this.#add(socket, { type: 'error', isFailed: true, error: failure?.sentence ?? message.replace(/^net::/, '') });
  }

  #add(socket: WebSocketRequest, facts: Partial<EventDraft> & Pick<EventDraft, 'type'>): void {
    const atMs = this.clock.now();
    this.log.add(() => ({
      ...emptyDraft,
      request: socket.number,
      atMs,
      method: 'GET',
      url: socket.url,
      resourceType: 'websocket',
      remoteAddress: this.connections.addressOf(new URL(socket.url)),
      ...facts,
      sizes: facts.type === 'response' ? sizesOf(socket) : null,
    }));
  }
}

/** Of a WebSocket the bodies are its messages. */
const sizesOf = ({ sentBytes, receivedBytes }: WebSocketRequest): EventDraft['sizes'] => ({
  requestHeaderBytes: 0,
  requestBodyBytes: sentBytes,
  responseHeaderBytes: 0,
  responseBodyBytes: receivedBytes,
});
