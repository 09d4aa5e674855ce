import type { Schemas } from '../api/client.js';

type NetworkEvent = Schemas['NetworkEvent'];
type Timings = NonNullable<NetworkEvent['timings']>;

const phaseNames = ['blocked', 'dns', 'connect', 'tls', 'send', 'wait', 'receive'] as const;

/** `open`: the outcome is unknown; it took this long. */
export type PhaseName = (typeof phaseNames)[number] | 'open';

export interface Phase {
  name: PhaseName;
  fromMs: number;
  ms: number;
}

/** One request of a page with its outcome. */
export interface WaterfallRow {
  request: number;
  method: string;
  url: string;
  resourceType: string;
  status: number | null;
  isFailed: boolean;
  error: string | null;
  redirectedTo: string | null;
  /** Bytes transferred; null if unknown. */
  bytes: number | null;
  startMs: number;
  endMs: number;
  phases: readonly Phase[];
  /** The response shown in the details, or the request if there was no response. */
  headers: NetworkEvent['headers'];
  remoteAddress: string | null;
  protocol: string | null;
}

export interface Waterfall {
  rows: readonly WaterfallRow[];
  totalMs: number;
}

/** One row per request by start time; a filter may have removed some of its events. */
export function waterfallOf(events: readonly NetworkEvent[]): Waterfall {
  const rows = [...Map.groupBy(events, ({ request }) => request).values()]
    .flatMap((ofRequest) => rowOf(ofRequest) ?? [])
    .sort((one, other) => one.startMs - other.startMs || one.request - other.request);
  return { rows, totalMs: Math.max(1, ...rows.map(({ endMs }) => endMs)) };
}

function rowOf(events: readonly NetworkEvent[]): WaterfallRow | null {
  const sent = events.find(({ type }) => type === 'request');
  const answer = events.find(({ type }) => type === 'response' || type === 'redirect');
  const failure = events.find(({ type }) => type === 'error' || type === 'timeout');
  const any = sent ?? answer ?? failure;
  if (!any) return null;
  const startMs = sent?.atMs ?? startOf(answer) ?? any.atMs;
  const lastMs = Math.max(startMs, answer?.atMs ?? 0, failure?.atMs ?? 0);
  const phases = phasesOf(answer?.timings ?? null, startMs, lastMs);
  const { request, method, url, resourceType } = any;
  return {
    request,
    method,
    url,
    resourceType,
    status: answer?.status ?? null,
    isFailed: events.some(({ isFailed }) => isFailed),
    error: failure?.error ?? answer?.error ?? null,
    redirectedTo: answer?.redirectedTo ?? null,
    bytes: bytesOf(answer),
    startMs,
    endMs: Math.max(lastMs, ...phases.map(({ fromMs, ms }) => fromMs + ms)),
    phases,
    headers: (answer ?? any).headers,
    remoteAddress: answer?.remoteAddress ?? null,
    protocol: answer?.protocol ?? null,
  };
}

/** A response event is recorded when its headers arrive; the preceding timings lie before it. */
function startOf(answer: NetworkEvent | undefined): number | undefined {
  if (!answer) return undefined;
  const before = phaseNames.filter((name) => name !== 'receive');
  const lengthMs = before.reduce((sum, name) => sum + (answer.timings?.[`${name}Ms`] ?? 0), 0);
  return Math.max(0, answer.atMs - lengthMs);
}

function phasesOf(timings: Timings | null, startMs: number, lastMs: number): Phase[] {
  if (timings === null) return lastMs > startMs ? [{ name: 'open', fromMs: startMs, ms: lastMs - startMs }] : [];
  let fromMs = startMs;
  const phases: Phase[] = [];
  for (const name of phaseNames) {
    const ms = timings[`${name}Ms`] ?? 0;
    if (ms <= 0) continue;
    phases.push({ name, fromMs, ms });
    fromMs += ms;
  }
  return phases;
}

function bytesOf(answer: NetworkEvent | undefined): number | null {
  if (!answer) return null;
  if (answer.sizes) return answer.sizes.responseHeaderBytes + answer.sizes.responseBodyBytes;
  return answer.body?.bytes ?? null;
}

/** A URL in two parts: origin, usually the same for all rows, and path. */
export function partsOf(url: string): { host: string; rest: string } {
  if (!URL.canParse(url)) return { host: '', rest: url };
  const { origin } = new URL(url);
  return url.startsWith(origin)
    ? { host: origin.replace(/^https?:\/\//, ''), rest: url.slice(origin.length) || '/' }
    : { host: '', rest: url };
}
