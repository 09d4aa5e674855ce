import { JetStreamError } from '@nats-io/jetstream';
import {
  createInbox,
  type Msg,
  nanos,
  type NatsConnection,
  NoRespondersError,
  type Subscription,
} from '@nats-io/transport-node';
import { Delivery } from './delivery.js';

const NOT_FOUND = 404;
const EXPIRED = 408;
const NO_RESPONDERS = 503;
/** The server says when a request has expired. If it has not said so by then it is gone. */
const GRACE_MS = 2_000;

const CONSUMER_DELETED = /consumer deleted/i;

/** Below which inboxes are, as the connection was made; its public type leaves it out. */
const prefixOf = (connection: NatsConnection & { options?: { inboxPrefix?: string } }): string | undefined =>
  connection.options?.inboxPrefix;

export interface PulledConsumer {
  readonly connection: NatsConnection;
  readonly stream: string;
  readonly durable: string;
}

/**
 * Asks a durable consumer for messages, over one subscription for as long as it lives. The client's own `fetch` subscribes,
 * watches the connection and sets heartbeats up again for each request, which costs both sides more than the message.
 */
export class Pull {
  readonly #subscription: Subscription;
  readonly #subject: string;
  readonly #inbox: string;
  readonly #arrived: Delivery[] = [];
  /** Numbers the requests, so that what is said of an older one is not taken for the newest. */
  #serial = 0;
  /** Messages that the newest request may still bring. */
  #outstanding = 0;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(private readonly consumer: PulledConsumer) {
    const { connection, stream, durable } = consumer;
    this.#subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`;
    this.#inbox = createInbox(prefixOf(connection));
    this.#subscription = connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => this.#onMessage(error, message),
    });
  }

  /**
   * The next message, or null when none came for so long, the server does not answer or {@link interrupt} was called. Asks for
   * up to `count` when nothing that was asked for is on its way: each of them must be taken.
   * @throws what the server says against the request
   */
  async next(count: number, expiresMs: number): Promise<Delivery | null> {
    if (this.#isClosed) return null;
    if (this.#arrived.length === 0 && this.#outstanding === 0) this.#ask(count, expiresMs);
    if (this.#arrived.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const message = this.#arrived.shift();
    if (message) return message;
    const failure = this.#failure;
    this.#failure = null;
    if (failure) throw failure;
    return null;
  }

  /** Ends what is asked for: a server that was killed knows nothing of it. */
  readonly interrupt = (): void => {
    this.#outstanding = 0;
    this.#wakeUp();
  };

  /** Takes nothing more. What arrives all the same is given back at once. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#subscription.unsubscribe();
    for (const message of this.#arrived.splice(0)) message.nak();
    this.interrupt();
  }

  #ask(count: number, expiresMs: number): void {
    this.#serial += 1;
    this.#outstanding = count;
    this.#failure = null;
    const request = JSON.stringify({ batch: count, expires: nanos(expiresMs) });
    this.consumer.connection.publish(this.#subject, request, { reply: `${this.#inbox}.${this.#serial}` });
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(this.interrupt, expiresMs + GRACE_MS);
  }

  #onMessage(error: Error | null, message: Msg): void {
    if (error) return this.#fail(error);
    if (!message.subject.startsWith(this.#inbox)) {
      const delivery = new Delivery(message);
      if (this.#isClosed) return delivery.nak();
      this.#arrived.push(delivery);
      if (this.#outstanding > 0) this.#outstanding -= 1;
      return this.#wakeUp();
    }
    if (message.subject !== `${this.#inbox}.${this.#serial}`) return;
    const { code = 0, description = '' } = message.headers ?? {};
    // A consumer that was deleted is made again after an empty pull.
    if (code === NOT_FOUND || code === EXPIRED || CONSUMER_DELETED.test(description)) return this.interrupt();
    if (code === NO_RESPONDERS) return this.#fail(new NoRespondersError(this.#subject));
    if (code > NOT_FOUND) this.#fail(new JetStreamError(`${code} ${description}`));
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.interrupt();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
