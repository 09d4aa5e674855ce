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
  /** For an alert: its outcome per channel. */
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
  /** The browser checks of the window, as far as they are loaded. */
  sessions: readonly SessionTimes[];
}

/** The order of entries with the same timestamp. */
const order: readonly TimelineKind[] = ['good', 'failure', 'confirmation', 'opened', 'recovery', 'session', 'alert'];

/** The timeline of an incident, from the last successful check to its recovery, with its alerts. */
export function timelineOf(facts: OutageFacts): TimelineEntry[] {
  const entries = [
    ...turningPoints(facts),
    ...confirmations(facts),
    ...sessionEntries(facts),
    ...alertEntries(facts.deliveries),
  ];
  return entries.sort(
    (one, other) => Date.parse(one.at) - Date.parse(other.at) || order.indexOf(one.kind) - order.indexOf(other.kind),
  );
}

/** Offset from the start of the incident: `+10 s`. */
export function offsetText(at: string, startedAt: string): string {
  const ms = Date.parse(at) - Date.parse(startedAt);
  if (Math.abs(ms) < 1_000) return ms === 0 ? 'start' : '+0 s';
  return `${ms < 0 ? '−' : '+'}${durationText(Math.abs(ms))}`;
}

function turningPoints({ window, checks }: OutageFacts): TimelineEntry[] {
  const { lastGoodAt, startedAt, openedAt, endedAt, firstFailure, affectedChecks } = window;
  const entries: TimelineEntry[] = [];
  if (lastGoodAt !== null) {
    const unseen = durationText(Math.max(0, Date.parse(startedAt) - Date.parse(lastGoodAt)));
    const detail = `The incident may have started up to ${unseen} earlier (time since the previous check).`;
    entries.push(entryOf('good', lastGoodAt, 'Last successful check', detail));
  }
  const failedRetries = retriesOf(window, checks).filter(({ status }) => status === 'down').length;
  entries.push(
    entryOf('failure', startedAt, 'First failed check', firstFailure.detail),
    entryOf('opened', openedAt, 'Incident opened', confirmedText(failedRetries)),
  );
  if (endedAt !== null) {
    const length = durationText(Date.parse(endedAt) - Date.parse(startedAt));
    const failed = affectedChecks === 1 ? '1 failed check' : `${affectedChecks.toLocaleString()} failed checks`;
    entries.push(entryOf('recovery', endedAt, 'Recovered', `After ${length}, ${failed}.`));
  }
  return entries;
}

const confirmedText = (retries: number): string =>
  retries === 0 ? '' : `Confirmed by ${retries === 1 ? '1 retry' : `${retries.toLocaleString()} retries`}.`;

/** The retries that confirmed the failure, as far as they are loaded. */
function retriesOf(window: Schemas['DowntimeWindow'], checks: OutageFacts['checks']): Schemas['Check'][] {
  const [from, to] = [Date.parse(window.startedAt), Date.parse(window.openedAt)];
  return checks.filter(({ trigger, startedAt }) => {
    const at = Date.parse(startedAt);
    return trigger === 'confirmation' && at >= from && at <= to;
  });
}

const confirmationTitles: Readonly<Record<CheckStatus, string>> = {
  down: 'Retry failed',
  up: 'Retry succeeded',
  degraded: 'Retry succeeded, but slow',
  unknown: 'Retry inconclusive',
};

function confirmations({ window, checks }: OutageFacts): TimelineEntry[] {
  return retriesOf(window, checks).map(({ startedAt, location, status, detail }) => ({
    ...entryOf('confirmation', startedAt, confirmationTitles[status], [detail, `From ${location}.`].join(' ').trim()),
    key: `confirmation ${location} ${startedAt}`,
  }));
}

const visits: Readonly<Record<DebugMoment, string>> = {
  opened: 'Browser check at the start',
  closed: 'Browser check at recovery',
  manual: 'Manual browser check',
};

const visitStates: Readonly<Record<DebugSessionState, string>> = {
  queued: 'Queued or running.',
  completed: 'Evidence collected.',
  failed: 'The browser failed.',
  expired: 'Not run: no worker was free.',
  skipped: 'Skipped: another one ran shortly before.',
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
  restored: 'Alert: no longer degraded',
  certificate: 'Alert: certificate',
  monitoring: 'Alert: monitor changed',
  reminder: 'Reminder: still down',
  update: 'Alert: update',
  flapping: 'Alert: flapping',
  calm: 'Alert: stable again',
  unchecked: 'Alert: checks not running',
  checked: 'Alert: checks running again',
  'network-lost': 'Alert: checker lost its network',
  'network-back': 'Alert: checker is back online',
  digest: 'Grouped alert',
};

/** The deliveries of one event form one entry, however many channels they went to. */
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
