import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { System } from '@wakeful/launching';

export interface LiveEvent {
  readonly event: string;
  readonly data: { readonly monitorId: string; readonly [field: string]: unknown };
}

export interface LiveFeed extends Disposable {
  /** Everything that was reported so far, in order. */
  readonly events: readonly LiveEvent[];
  of(monitorId: string, event: string): LiveEvent['data'][];
}

/** Listens to the gateway's server-sent events; resolves when the gateway has answered. */
export async function listenToEvents({ gatewayUrl, apiKey }: System): Promise<LiveFeed> {
  const aborter = new AbortController();
  const headers = { authorization: `Bearer ${apiKey}` };
  const response = await fetch(`${gatewayUrl}/api/v1/events`, { headers, signal: aborter.signal });
  if (!response.ok || !response.body) throw new Error(`The event stream was answered with ${response.status}.`);
  const events: LiveEvent[] = [];
  void collect(response.body as ReadableStream<Uint8Array>, events).catch(() => undefined);
  return {
    events,
    of: (monitorId, event) =>
      events.filter((one) => one.event === event && one.data.monitorId === monitorId).map((one) => one.data),
    [Symbol.dispose]: () => aborter.abort(),
  };
}

async function collect(body: ReadableStream<Uint8Array>, events: LiveEvent[]): Promise<void> {
  let event = 'message';
  for await (const line of createInterface({ input: Readable.fromWeb(body) })) {
    if (line.startsWith('event: ')) event = line.slice('event: '.length);
    if (line.startsWith('data: '))
      events.push({ event, data: JSON.parse(line.slice('data: '.length)) as LiveEvent['data'] });
  }
}
