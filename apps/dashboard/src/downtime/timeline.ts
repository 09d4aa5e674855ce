import type { CheckStatus, DebugMoment, DebugSessionState, DeliveryKind } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';
import { durationText } from '../time/durations.js';
import { type AlertLine, alertLineOf } from './alert-line.js';

export type TimelineKind = 'good' | 'failure' | 'confirmation' | 'opened' | 'alert' | 'session' | 'recovery';

export interface TimelineEntry {
  key: string;
  at: string;
  kind: TimelineKind;
  title: string;
  detail: string;
  /** Of an alert: how it went with each channel. */
  lines: readonly AlertLine[];
}

type SessionTimes = Pick<
  Schemas['DebugSession'],
  'id' | 'requestedAt' | 'startedAt' | 'completedAt' | 'error' | 'diagnosis'
>;

export interface OutageFacts {
  window: Schemas['DowntimeWindow'];
  checks: readonly Schemas['Check'][];
  deliveries: readonly Schemas['Delivery'][];
  /** What is known by now of the sessions that the window names. */
  sessions: readonly SessionTimes[];
}

/** What happens at the same moment is told in this order. */
const order: readonly TimelineKind[] = ['good', 'failure', 'confirmation', 'opened', 'recovery', 'session', 'alert'];

/** The story of an outage, from the last good check to its recovery and what was told about it. */
export function timelineOf(facts: OutageFacts): TimelineEntry[] {
  const entries = [
    ...turningPoints(facts.window),
    ...confirmations(facts),
    ...sessionEntries(facts),
    ...alertEntries(facts.deliveries),
  ];
  return entries.sort(
    (one, other) => Date.parse(one.at) - Date.parse(other.at) || order.indexOf(one.kind) - order.indexOf(other.kind),
  );
}

/** How long before or after the start something was: `+10 s`. */
export function offsetText(at: string, startedAt: string): string {
  const ms = Date.parse(at) - Date.parse(startedAt);
  if (Math.abs(ms) < 1_000) return ms === 0 ? 'start' : '+0 s';
  return `${ms < 0 ? '−' : '+'}${durationText(Math.abs(ms))}`;
}

function turningPoints(window: Schemas['DowntimeWindow']): TimelineEntry[] {
  const { lastGoodAt, startedAt, openedAt, endedAt, firstFailure, affectedChecks } = window;
  const entries: TimelineEntry[] = [];
  if (lastGoodAt !== null) {
    const unseen = durationText(Math.max(0, Date.parse(startedAt) - Date.parse(lastGoodAt)));
    const detail = `Nobody looked for the next ${unseen}: the outage may have begun up to that much earlier.`;
    entries.push(entryOf('good', lastGoodAt, 'Last good check', detail));
  }
  entries.push(
    entryOf('failure', startedAt, 'First check that failed', firstFailure.detail),
    entryOf('opened', openedAt, 'Outage declared', 'Enough checks agreed that this was no blip.'),
  );
  if (endedAt !== null) {
    const length = durationText(Date.parse(endedAt) - Date.parse(startedAt));
    const checks = affectedChecks === 1 ? '1 check' : `${affectedChecks.toLocaleString()} checks`;
    entries.push(entryOf('recovery', endedAt, 'First good check again', `After ${length} and ${checks} that failed.`));
  }
  return entries;
}

const confirmationTitles: Readonly<Record<CheckStatus, string>> = {
  down: 'Checked again: still down',
  up: 'Checked again: good',
  degraded: 'Checked again: slow',
  unknown: 'Checked again: could not tell',
};

function confirmations({ window, checks }: OutageFacts): TimelineEntry[] {
  const [from, to] = [Date.parse(window.startedAt), Date.parse(window.openedAt)];
  return checks
    .filter(({ trigger, startedAt }) => {
      const at = Date.parse(startedAt);
      return trigger === 'confirmation' && at >= from && at <= to;
    })
    .map(({ startedAt, location, status, detail }) => ({
      ...entryOf('confirmation', startedAt, confirmationTitles[status], [detail, `From ${location}.`].join(' ').trim()),
      key: `confirmation ${location} ${startedAt}`,
    }));
}

const visits: Readonly<Record<DebugMoment, string>> = {
  opened: 'Browser visit at the start',
  closed: 'Browser visit at the recovery',
  manual: 'Browser visit that somebody asked for',
};

const visitStates: Readonly<Record<DebugSessionState, string>> = {
  queued: 'Waits for a browser, or is under way.',
  completed: 'Brought its evidence.',
  failed: 'The browser could not do its work.',
  expired: 'No browser took it in time.',
  skipped: 'Not asked for: another one of this monitor ran shortly before.',
};

function sessionEntries({ window, sessions }: OutageFacts): TimelineEntry[] {
  return window.debugSessions.map(({ id, moment, state }) => {
    const known = sessions.find((session) => session.id === id);
    const assumedAt = moment === 'closed' ? (window.endedAt ?? window.openedAt) : window.openedAt;
    const detail = known?.diagnosis?.sentence ?? visitStates[state];
    const at = known?.startedAt ?? known?.requestedAt ?? assumedAt;
    return { ...entryOf('session', at, visits[moment], detail), key: id };
  });
}

const alertTitles: Readonly<Record<DeliveryKind, string>> = {
  down: 'Alert: down',
  recovered: 'Alert: recovered',
  degraded: 'Alert: degraded',
  restored: 'Alert: as fast as before',
  certificate: 'Alert: certificate',
  monitoring: 'Alert: monitoring',
  reminder: 'Reminder: still down',
  flapping: 'Alert: up and down in turns',
  calm: 'Alert: calm again',
  unchecked: 'Alert: not being checked',
  checked: 'Alert: checked again',
  'network-lost': 'Alert: checker lost its network',
  'network-back': 'Alert: checker is back online',
  digest: 'Digest',
};

/** The messages of one event are one entry, however many channels they went to. */
function alertEntries(deliveries: readonly Schemas['Delivery'][]): TimelineEntry[] {
  const byEvent = Map.groupBy(deliveries, ({ kind, occurredAt }) => `${kind} ${occurredAt}`);
  return [...byEvent].map(([key, messages]) => {
    const kind = messages[0]?.kind ?? 'down';
    const times = messages.map(({ deliveredAt, lastTriedAt, createdAt }) => deliveredAt ?? lastTriedAt ?? createdAt);
    const lines = messages.map(alertLineOf).sort((one, other) => one.channel.localeCompare(other.channel));
    return { ...entryOf('alert', times.sort()[0] ?? '', alertTitles[kind], ''), key, lines };
  });
}

const entryOf = (kind: TimelineKind, at: string, title: string, detail: string): TimelineEntry => ({
  key: kind,
  at,
  kind,
  title,
  detail,
  lines: [],
});
