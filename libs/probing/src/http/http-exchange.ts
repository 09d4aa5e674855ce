import type { Socket } from 'node:net';
import type { BodyPlan } from '../body/plan-body.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import { noteOddity } from '../note-oddity.js';
import type { ProbeRun } from '../probe-run.js';
import type { HttpRequest } from './http-request.js';
import type { ResponseFault } from './response-fault.js';
import type { ResponseHead } from './response-head.js';
import { ResponseReader, type ResponseSink } from './response-reader.js';
import { writeRequest } from './write-request.js';

/** How the reading of a body ended: at its end, at the limit of what is read, or before its first byte. */
export type BodyEnding = 'whole' | 'limit' | 'unread';

/** What is reported of a connection that ends too early, by the phase in which it does; see describe-failure.ts. */
const connectionClosed = (): Error => Object.assign(new Error('The connection was closed'), { code: 'ECONNRESET' });

function failureOf(fault: ResponseFault): Error {
  if (fault.kind === 'empty' || fault.kind === 'body_cut') return connectionClosed();
  return new ProbeFailure(fault.kind === 'head_cut' ? 'reset' : 'network', fault.message, { cause: fault });
}

/** Says when the head is there how far its body is read; null means not at all. */
export type PlanBody = (head: ResponseHead, bodyLength: number) => BodyPlan | null;

/** One request and its answer. */
export class HttpExchange implements ResponseSink {
  /** Null until the head has come. */
  head: ResponseHead | null = null;
  /** Known as soon as the status line was read, also when the rest of the head cannot be. */
  httpStatus: number | null = null;
  /** Bytes, or CHUNKED or UNTIL_CLOSE. */
  bodyLength = 0;
  /** Null when the body ended in a failure. */
  ending: BodyEnding | null = null;
  /** The body without its transfer coding as far as it was read and the plan says to keep it. */
  readonly kept: Buffer[] = [];
  #plan: BodyPlan | null = null;
  #resolve: (() => void) | null = null;
  #socket: Socket | null = null;
  #isOver = false;
  readonly #reader: ResponseReader;

  constructor(
    private readonly run: ProbeRun,
    private readonly request: HttpRequest,
    private readonly planBody: PlanBody,
  ) {
    const { method, target } = request;
    this.#reader = new ResponseReader(this, { isHeadRequest: method === 'HEAD', isSecure: target.isTls });
  }

  /**
   * Sends the request and reads the answer as far as it is wanted, over a connection from which no one else reads. Rejects
   * with what ended it before.
   */
  perform(socket: Socket): Promise<void> {
    this.#socket = socket;
    this.run.enter('ttfb');
    this.run.place.bodyBytes = 0;
    return this.run.step<void>(this.#start);
  }

  onHead(head: ResponseHead, bodyLength: number): void {
    const { run } = this;
    this.head = head;
    this.httpStatus = head.httpStatus;
    this.bodyLength = bodyLength;
    run.leave();
    run.facts.httpVersion = head.httpVersion;
    run.witness?.answered(head);
    this.#plan = this.planBody(head, bodyLength);
    if (this.#plan) run.enter('transfer');
    else this.#finish('unread');
  }

  onBody(data: Buffer): void {
    if (this.#isOver || !this.#plan) return;
    const { run } = this;
    const { place } = run;
    const room = this.#plan.maxBytes - place.bodyBytes;
    const wanted = data.length > room ? data.subarray(0, room) : data;
    place.bodyBytes += wanted.length;
    if (this.#plan.keep) this.kept.push(Buffer.from(wanted));
    run.witness?.received(wanted);
    if (data.length > room) this.#finish('limit');
  }

  onEnd(): void {
    this.#finish('whole');
  }

  onFault(fault: ResponseFault): void {
    this.httpStatus ??= fault.httpStatus;
    if (!this.#isOver) this.#fail(failureOf(fault));
  }

  onOddity(sentence: string): void {
    noteOddity(this.run.facts, sentence);
  }

  readonly #start = (resolve: () => void): void => {
    const socket = this.#socket;
    if (!socket) return;
    this.#resolve = resolve;
    socket.on('data', this.onBytes);
    socket.on('end', this.#onClose);
    socket.on('close', this.#onClose);
    // One that reads by `onread`, or through which a proxy was spoken to, stands still until then.
    socket.resume();
    writeRequest(socket, this.request);
  };

  /** Takes the answer's bytes as they come. */
  readonly onBytes = (bytes: Buffer): void => {
    if (this.#isOver) return;
    try {
      this.#reader.push(bytes);
    } catch (error) {
      this.#fail(error as Error);
    }
  };

  readonly #onClose = (): void => {
    if (!this.#isOver) this.#reader.close();
  };

  #fail(error: Error): void {
    this.#isOver = true;
    if (this.#socket) this.run.fail(this.#socket, error);
  }

  #finish(ending: BodyEnding): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.ending = ending;
    if (ending !== 'unread') this.run.leave();
    this.#resolve?.();
  }
}
