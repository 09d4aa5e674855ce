import { MAX_KEPT_BODY_BYTES, MAX_NETWORK_EVENTS, type NetworkEvent } from '@wakeful/contracts';
import { boundedHeaders } from './header-fields.js';
import type { Redaction } from './redaction.js';

const MAX_URL_CHARACTERS = 4_096;
const MAX_ERROR_CHARACTERS = 512;

/** An event without its place in the order, with every secret still in it. */
export type EventDraft = Omit<NetworkEvent, 'sequence'>;

/** What every kind of event begins with. */
export const emptyDraft: Pick<
  EventDraft,
  | 'status'
  | 'protocol'
  | 'remoteAddress'
  | 'isFailed'
  | 'error'
  | 'redirectedTo'
  | 'headers'
  | 'body'
  | 'sizes'
  | 'timings'
> = {
  status: null,
  protocol: null,
  remoteAddress: null,
  isFailed: false,
  error: null,
  redirectedTo: null,
  headers: [],
  body: null,
  sizes: null,
  timings: null,
};

/**
 * Everything that happened on the network, in the order in which it happened. An event takes its place when it happens,
 * and its details when the log is read: some of them, a body for instance, are known only later.
 */
export class EventLog {
  readonly #events: { makeDraft: () => EventDraft }[] = [];
  #requests = 0;

  /** The number of one more request; every event of it carries it. */
  nextRequest(): number {
    return this.#requests++;
  }

  add(makeDraft: () => EventDraft): void {
    if (this.#events.length < MAX_NETWORK_EVENTS) this.#events.push({ makeDraft });
  }

  /** All events, without secrets: first every header is learned from, then everything is hidden. */
  read(redaction: Redaction): NetworkEvent[] {
    const drafts = this.#events.map(({ makeDraft }) => makeDraft());
    for (const { headers } of drafts) redaction.learn(headers);
    return drafts.map((draft, sequence) => ({ ...draft, ...hidden(draft, redaction), sequence }));
  }
}

/** Every text of an event that can hold a secret, hidden and within what the event may hold. */
function hidden(draft: EventDraft, redaction: Redaction): Partial<EventDraft> {
  const { url, error, redirectedTo, headers, body } = draft;
  const hide = (text: string, maxCharacters: number, isTorn = false): string =>
    redaction.beginning(text, maxCharacters, isTorn);
  return {
    url: hide(url, MAX_URL_CHARACTERS),
    error: error && hide(error, MAX_ERROR_CHARACTERS),
    redirectedTo: redirectedTo && hide(redirectedTo, MAX_URL_CHARACTERS),
    headers: boundedHeaders(redaction.headers(headers)),
    body: body && { ...body, text: body.text && hide(body.text, MAX_KEPT_BODY_BYTES, body.isTruncated) },
  };
}
