import type { LiveCheck } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';

export type LiveEvent =
  | { type: 'check'; data: LiveCheck }
  | { type: 'status'; data: Schemas['StatusChanged'] }
  | { type: 'downtime'; data: Schemas['LiveDowntime'] };

export type ConnectionState = 'connecting' | 'open' | 'lost';

/** Events come in bursts; the page receives them in batches, at most four times per second. */
const FLUSH_INTERVAL_MS = 250;
const RETRY_MS = 3_000;

export interface LiveListener {
  onEvents(events: readonly LiveEvent[]): void;
  /** `open` after `lost` means that events were missed and data must be refetched. */
  onState(state: ConnectionState): void;
}

/** Listens to the API's server-sent events until it is closed; reconnects after a loss. */
export function openLiveConnection(listener: LiveListener): { close(): void } {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let waiting: LiveEvent[] = [];
  const flush = setInterval(() => {
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    listener.onEvents(events);
  }, FLUSH_INTERVAL_MS);

  const open = (): void => {
    source = new EventSource('/api/v1/events');
    source.onopen = () => listener.onState('open');
    source.onerror = () => {
      listener.onState('lost');
      // A browser gives up permanently on an error response, such as from a gateway that is still starting.
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    };
    for (const type of ['check', 'status', 'downtime'] as const) {
      source.addEventListener(type, ({ data }: MessageEvent<string>) => {
        waiting.push({ type, data: JSON.parse(data) as never });
      });
    }
  };
  open();
  return {
    close: () => {
      clearInterval(flush);
      clearTimeout(retry);
      source?.close();
    },
  };
}
