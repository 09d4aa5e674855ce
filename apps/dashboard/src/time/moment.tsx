import { useSyncExternalStore } from 'react';
import { agoText } from './durations.js';

const TICK_MS = 10_000;
const listeners = new Set<() => void>();
let nowMs = Date.now();
setInterval(() => {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}, TICK_MS);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The current time in steps of ten seconds; one clock for the whole page. */
export const useNowMs = (): number => useSyncExternalStore(subscribe, () => nowMs);

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

const utcText = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`;

/** A moment in local time, with UTC on hover. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={utcText(at)}>
      {local.format(new Date(at))}
    </time>
  );
}

/** The time since a moment, with the exact time on hover. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={`${local.format(new Date(at))} · ${utcText(at)}`}>
      {agoText(at, useNowMs())}
    </time>
  );
}
