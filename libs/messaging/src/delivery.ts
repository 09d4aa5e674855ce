import { type Msg, type MsgHdrs, nanos } from '@nats-io/transport-node';

const encoder = new TextEncoder();
const ACK = encoder.encode('+ACK');
const WORKING = encoder.encode('+WPI');
const TERM = encoder.encode('+TERM');

/** `$JS.ACK.<stream>.<consumer>.<deliveries>.<seq>.…`; since 2.10 it may have `<domain>.<account>` before the stream. */
const SHORT_TOKENS = 9;
const STREAM_AT = 2;
const LONGER_BY = 2;
const COUNT_AFTER_STREAM = 2;
const SEQ_AFTER_STREAM = 3;

/**
 * A message that a pull brought. The client's own of this kind comes only with a consumer that subscribes again for each pull
 * (see {@link Pull}).
 */
export class Delivery {
  /** `deliveryCount` begins with 1. */
  readonly info: { readonly stream: string; readonly deliveryCount: number };
  /** Its number in the stream. */
  readonly seq: number;
  #isSettled = false;

  constructor(private readonly message: Msg) {
    const tokens = (message.reply ?? '').split('.');
    const at = STREAM_AT + (tokens.length > SHORT_TOKENS ? LONGER_BY : 0);
    this.info = { stream: tokens[at] ?? '', deliveryCount: Number(tokens[at + COUNT_AFTER_STREAM]) };
    this.seq = Number(tokens[at + SEQ_AFTER_STREAM]);
    if (!(this.info.deliveryCount > 0 && this.seq > 0)) throw new TypeError(`not from a stream: ${message.reply}`);
  }

  get redelivered(): boolean {
    return this.info.deliveryCount > 1;
  }

  get subject(): string {
    return this.message.subject;
  }

  get data(): Uint8Array {
    return this.message.data;
  }

  get headers(): MsgHdrs | undefined {
    return this.message.headers;
  }

  ack(): void {
    this.#settle(ACK);
  }

  /** Deliver it again, after this long. */
  nak(delayMs = 0): void {
    this.#settle(encoder.encode(`-NAK ${JSON.stringify({ delay: nanos(delayMs) })}`));
  }

  /** Never deliver it again. */
  term(): void {
    this.#settle(TERM);
  }

  /** It takes longer: whoever handles it is alive. */
  working(): void {
    if (!this.#isSettled) this.message.respond(WORKING);
  }

  #settle(payload: Uint8Array): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.message.respond(payload);
  }
}
