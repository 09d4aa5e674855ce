import { MAX_NETWORK_EVENTS, type NetworkEvent } from '@wakeful/contracts';
import type { Redaction } from './redaction.js';

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
    return drafts.map((draft, sequence) => ({
      ...draft,
      sequence,
      url: redaction.text(draft.url),
      error: draft.error && redaction.text(draft.error),
      redirectedTo: draft.redirectedTo && redaction.text(draft.redirectedTo),
      headers: redaction.headers(draft.headers),
      body: draft.body && { ...draft.body, text: draft.body.text && redaction.text(draft.body.text).slice(0, 16_384) },
    }));
  }
}
