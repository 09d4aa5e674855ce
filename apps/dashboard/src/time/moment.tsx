import { useSyncExternalStore } from 'react';
import { agoText, fromNowText } from './durations.js';

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

const localWithDay = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

const utcText = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`;

/** A moment in local time, with UTC on hover; planned ones are shown with their weekday. */
export function Moment({ at, hasDay = false }: { at: string; hasDay?: boolean }) {
  return (
    <time dateTime={at} title={utcText(at)}>
      {(hasDay ? localWithDay : local).format(new Date(at))}
    </time>
  );
}

const Relative = ({ at, text }: { at: string; text: string }) => (
  <time dateTime={at} title={`${local.format(new Date(at))} · ${utcText(at)}`}>
    {text}
  </time>
);

/** The time since a moment, with the exact time on hover. */
export function Ago({ at }: { at: string }) {
  return <Relative at={at} text={agoText(at, useNowMs())} />;
}

/** The time until a moment that is planned, with the exact time on hover. */
export function FromNow({ at }: { at: string }) {
  return <Relative at={at} text={fromNowText(at, useNowMs())} />;
}
