import { once } from 'node:events';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { readLeniently } from '../body/read-leniently.js';
import type { ProbeNet } from '../connection/probe-net.js';
import { toProbeFailure } from '../failure/describe-failure.js';
import type { Place } from '../failure/describe-place.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import { type ProbeTarget, targetOf } from '../probe-target.js';
import { ResponseFault } from './response-fault.js';
import type { ResponseHead } from './response-head.js';
import { ResponseReader, type ResponseSink } from './response-reader.js';
import { formatHead } from './write-request.js';

/** A request of the product's own, such as an alert. */
export interface GuardedRequest {
  /** http or https; a user and password in it become basic credentials. */
  url: string;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
  /** Of the answer's body no more is read. */
  maxBodyBytes: number;
  /** An answer whose status is known is not waited for any longer. */
  bodyPatienceMs: number;
  /** PEM certificates to trust instead of the usual ones. */
  trustedCertificates?: readonly string[];
}

export interface GuardedAnswer {
  httpStatus: number;
  /** The value of a header, by its name in lower case; null when it is not there. */
  header: (name: string) => string | null;
  /** As much of the body as came within the bounds of the request. */
  bodyText: string;
}

/** The head, and of the body what comes until someone has had enough. */
class Collected implements ResponseSink {
  head: ResponseHead | null = null;
  fault: ResponseFault | null = null;
  isOver = false;
  readonly body: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly maxBodyBytes: number,
    private readonly onProgress: () => void,
  ) {}

  onHead(head: ResponseHead): void {
    this.head = head;
    this.onProgress();
  }

  onBody(data: Buffer): void {
    if (this.#bytes < this.maxBodyBytes) this.body.push(Buffer.from(data.subarray(0, this.maxBodyBytes - this.#bytes)));
    this.#bytes += data.length;
    if (this.#bytes >= this.maxBodyBytes) this.onEnd();
  }

  onEnd(): void {
    this.isOver = true;
    this.onProgress();
  }

  onFault(fault: ResponseFault): void {
    this.fault = fault;
    this.onEnd();
  }

  onOddity(): void {
    // The status decides.
  }
}

function headersOf(request: GuardedRequest, target: ProbeTarget, body: Buffer): string[] {
  const { username, password } = new URL(request.url);
  const named = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  const flat = named.has('host') ? [] : ['host', target.hostHeader];
  if (username !== '' && !named.has('authorization')) {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    flat.push('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
  }
  for (const [name, value] of Object.entries(request.headers)) flat.push(name, value);
  flat.push('accept-encoding', 'identity', 'content-length', String(body.length), 'connection', 'close');
  return flat;
}

/** Where a connection failed; null when the error is of something before it. */
function connectionOf(error: unknown): { address: string | null } | null {
  const { syscall, address } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return syscall === 'connect' ? { address: typeof address === 'string' ? address : null } : null;
}

async function dial(
  request: GuardedRequest,
  place: Place,
  target: ProbeTarget,
  net: ProbeNet,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = await net.dial(target.hostname, target.port, signal).catch((error: unknown) => {
    const failed = connectionOf(error);
    // The look-up went well, so the sentence is about the connection.
    if (failed) Object.assign(place, { phase: 'connect', ...failed });
    throw error;
  });
  place.address = socket.remoteAddress ?? null;
  if (!target.isTls) return socket;
  place.phase = 'tls';
  const { hostname: host } = target;
  const ca = request.trustedCertificates && [...request.trustedCertificates];
  const secure: TLSSocket = connectTls({
    socket,
    host,
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
    ...(ca && { ca }),
  });
  try {
    await once(secure, 'secureConnect', { signal });
    return secure;
  } catch (error) {
    secure.destroy();
    throw error;
  }
}

/** Waits for the whole answer; once its head is there no longer than the request's patience, and then for nothing else. */
function converse(
  socket: Socket,
  request: GuardedRequest,
  head: string,
  body: Buffer,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<Collected> {
  return new Promise((resolve, reject) => {
    let patience: NodeJS.Timeout | undefined;
    const settle = (error: unknown): void => {
      clearTimeout(patience);
      signal.removeEventListener('abort', aborted);
      socket.destroy();
      const { fault } = collected;
      // As the status decides, what becomes of the body does not matter.
      if (collected.head ?? fault?.httpStatus) resolve(collected);
      else reject((error ?? fault) as Error);
    };
    const aborted = (): void => settle(signal.reason);
    const collected = new Collected(request.maxBodyBytes, () => {
      if (collected.isOver) settle(null);
      else patience ??= setTimeout(settle, request.bodyPatienceMs, null);
    });
    const reader = new ResponseReader(collected, { isHeadRequest: request.method === 'HEAD', isSecure: target.isTls });
    signal.addEventListener('abort', aborted, { once: true });
    socket.on('error', settle);
    socket.on('data', (bytes: Buffer) => {
      if (!collected.isOver) reader.push(bytes);
    });
    socket.on('close', () => {
      if (!collected.isOver) reader.close();
    });
    socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
  });
}

/**
 * Sends one request, over a connection that the egress policy has judged and with TLS verified, and reads its answer as a check
 * does: odd framing, a body that is cut off or does not decode are no reason to call it unanswered. The status decides.
 * Redirects are not followed and no proxy is used.
 * @throws ProbeFailure with a sentence that holds no secret: refused by the policy, or no answer
 * @throws the signal's reason when it aborts before the answer's head has come
 */
export async function guardedRequest(
  request: GuardedRequest,
  net: ProbeNet,
  signal: AbortSignal,
): Promise<GuardedAnswer> {
  if (!/^https?:/i.test(request.url)) throw new ProbeFailure('network', 'The URL is neither http nor https');
  const target = targetOf(new URL(request.url));
  const body = Buffer.from(request.body);
  const headers = headersOf(request, target, body);
  const head = formatHead({ method: request.method as 'POST', requestTarget: target.path, headers });
  const { hostname, port } = target;
  const place: Place = { phase: 'dns', hostname, address: null, port, bodyBytes: 0 };
  try {
    const socket = await dial(request, place, target, net, signal);
    place.phase = 'ttfb';
    const { head: answered, fault, body: parts } = await converse(socket, request, head, body, target, signal);
    return {
      httpStatus: answered?.httpStatus ?? fault?.httpStatus ?? 0,
      header: (name) => answered?.value(name) ?? null,
      bodyText: await readLeniently(Buffer.concat(parts), answered, request.maxBodyBytes),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw describe(error, place);
  }
}

function describe(error: unknown, place: Place): ProbeFailure {
  if (!(error instanceof ResponseFault)) return toProbeFailure(error, place);
  return new ProbeFailure('network', error.message, { cause: error });
}
