import { setTimeout as delay } from 'node:timers/promises';
import { monitorState } from '@wakeful/contracts';
import type { System } from '@wakeful/launching';
import { EventStreamParser } from './event-stream.js';

const RECONNECT_DELAY_MS = 1_000;

export interface StatusChange {
  readonly name: string;
  readonly url: string;
  readonly from: string;
  readonly to: string;
  readonly at: string;
  readonly reason: string | null;
  readonly detail: string;
}

/** Reports every status change from the gateway, and reconnects until it is aborted. */
export async function followStatusChanges(
  { gatewayUrl, apiKey }: Pick<System, 'gatewayUrl' | 'apiKey'>,
  onChange: (change: StatusChange) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', authorization: `Bearer ${apiKey}` };
      await readStream(await fetch(`${gatewayUrl}/api/v1/events`, { headers, signal }), onChange);
    } catch {
      // The gateway is being started again, or the runner is stopping.
    }
    await delay(RECONNECT_DELAY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function readStream(response: Response, onChange: (change: StatusChange) => void): Promise<void> {
  if (!response.ok || !response.body) return void (await response.body?.cancel());
  const parser = new EventStreamParser();
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    for (const { event, data } of parser.feed(text)) {
      const change = event === 'status' ? parseChange(data) : null;
      if (change) onChange(change);
    }
  }
}

function parseChange(data: string): StatusChange | null {
  let change: Partial<Record<keyof StatusChange, unknown>>;
  try {
    change = JSON.parse(data) as typeof change;
  } catch {
    return null;
  }
  const { name, url, from, to, at, reason, detail } = change;
  if (!monitorState.safeParse(to).success || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return null;
  return {
    name: String(name),
    url: String(url),
    from: String(from),
    to: String(to),
    at,
    reason: typeof reason === 'string' ? reason : null,
    detail: typeof detail === 'string' ? detail : '',
  };
}
