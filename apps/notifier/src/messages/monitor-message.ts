import type { DeliveryKind } from '@wakeful/contracts';
import { hideSecrets } from '@wakeful/domain';
import type { ClaimedDelivery } from '@wakeful/persistence';
import { FLAPPING } from '../events/flapping.js';
import { incidentKey, type Topic } from '../events/topics.js';
import { type AlertMessage, alertMessage, type Incident, type Severity } from './alert-message.js';
import type { Links } from './links.js';
import type { Subject } from './read-subject.js';
import { daysInWords, durationInWords, reasonInWords, sentence, shareInWords, timeInWords } from './words.js';

type Told = Pick<AlertMessage, 'severity' | 'title' | 'summary' | 'incident'>;
type MonitorKind = Exclude<DeliveryKind, 'digest' | 'network-lost' | 'network-back'>;

const lastedInWords = (from: string, to: string | number): string =>
  durationInWords((new Date(to).getTime() - Date.parse(from)) / 1000);

/** The detail of a check, or else its failure reason. */
function whyOf({ facts: { reason, detail } }: Subject): string {
  if (detail) return sentence(detail);
  return reason ? sentence(reasonInWords(reason)) : '';
}

const opened = (topic: Topic, monitorId: string): Incident => ({ action: 'open', key: incidentKey(topic, monitorId) });
const closed = (monitorId: string, ...topics: Topic[]): Incident => ({
  action: 'close',
  keys: topics.map((topic) => incidentKey(topic, monitorId)),
});

/** The content of each kind of message about a monitor. */
const tellers: Readonly<Record<MonitorKind, (subject: Subject, monitorId: string, nowMs: number) => Told>> = {
  down: (subject, id) => ({
    severity: 'critical',
    title: `${subject.facts.name} is down`,
    summary: whyOf(subject),
    incident: opened('outage', id),
  }),
  reminder: (subject, id, nowMs) => ({
    severity: 'critical',
    title: `${subject.facts.name} has been down for ${lastedInWords(subject.facts.startedAt ?? '', nowMs)}`,
    summary: whyOf(subject),
    incident: opened('outage', id),
  }),
  update: (subject, id) => ({
    severity: 'critical',
    title: `Update: ${subject.facts.name} is down`,
    summary: whyOf(subject),
    incident: opened('outage', id),
  }),
  recovered: ({ facts }, id) => {
    const { name, startedAt = '', endedAt = '' } = facts;
    return {
      severity: 'good',
      title: `${name} has recovered`,
      summary: `Down for ${lastedInWords(startedAt, endedAt)}.`,
      incident: closed(id, 'outage'),
    };
  },
  degraded: (subject, id) => ({
    severity: 'warning',
    title: `${subject.facts.name} is degraded`,
    summary: whyOf(subject),
    incident: opened('degraded', id),
  }),
  restored: ({ facts }, id) => ({
    severity: 'good',
    title: `${facts.name} is back to normal`,
    summary: 'It is no longer degraded.',
    incident: closed(id, 'degraded'),
  }),
  certificate: ({ facts }, id, nowMs) => {
    const { name, expiresAt = '', thresholdDays = 0 } = facts;
    const left = daysInWords((Date.parse(expiresAt) - nowMs) / 1000);
    const severity: Severity = thresholdDays <= 3 ? 'critical' : 'warning';
    return {
      severity,
      title: `Certificate of ${name} expires in ${left}`,
      summary: `It is valid until ${timeInWords(expiresAt)}.`,
      incident: opened('certificate', id),
    };
  },
  monitoring: tellMonitoring,
  flapping: ({ facts, isDown }, id) => ({
    severity: isDown ? 'critical' : 'warning',
    title: `${facts.name} is flapping`,
    summary:
      `${FLAPPING.changes} status changes within ${FLAPPING.withinMinutes} minutes; currently ${isDown ? 'down' : 'up'}. ` +
      `Further alerts are suppressed until it has been stable for ${FLAPPING.withinMinutes} minutes.`,
    incident: isDown ? opened('outage', id) : closed(id, 'outage'),
  }),
  calm: ({ facts, isDown }, id) => ({
    severity: isDown ? 'critical' : 'good',
    title: `${facts.name} is stable again and ${isDown ? 'down' : 'up'}`,
    summary: `No status change for ${FLAPPING.withinMinutes} minutes.`,
    incident: isDown ? opened('outage', id) : closed(id, 'outage'),
  }),
  unchecked: (subject, id, nowMs) => ({
    severity: 'warning',
    title: `${subject.facts.name} is not being checked`,
    summary: [
      `There has been no conclusive check for ${lastedInWords(subject.facts.uncheckedSince ?? '', nowMs)}: its status is unknown.`,
      whyOf(subject),
    ]
      .filter(Boolean)
      .join(' '),
    incident: opened('unchecked', id),
  }),
  checked: ({ facts, isDown }, id) => ({
    severity: 'good',
    title: `${facts.name} is being checked again`,
    summary: `Its status was unknown for ${lastedInWords(facts.uncheckedSince ?? '', facts.checkedAt ?? '')}. Currently ${isDown ? 'down' : 'up'}.`,
    incident: closed(id, 'unchecked'),
  }),
};

/** The change of a monitor. */
export const CHANGES = {
  created: 'created',
  enabled: 'resumed',
  disabled: 'paused',
  deleted: 'deleted',
  detached: 'removed from this channel',
} as const;

function tellMonitoring({ facts, openTopics }: Subject, id: string): Told {
  const { name, change = 'created' } = facts;
  const incident = openTopics.length > 0 ? closed(id, ...openTopics) : null;
  if (change === 'created' || change === 'enabled') {
    const summary = `The monitor was ${CHANGES[change]}.`;
    return { severity: 'info', title: `Monitoring of ${name} has started`, summary, incident };
  }
  if (openTopics.includes('outage')) {
    return {
      severity: 'info',
      title: `${name} was ${CHANGES[change]} while it was down`,
      summary: 'Its incident is closed for that reason; it may still be down.',
      incident,
    };
  }
  const title = change === 'detached' ? `No more alerts for ${name}` : `Monitoring of ${name} has ended`;
  return { severity: 'info', title, summary: `The monitor was ${CHANGES[change]}.`, incident };
}

function factsOf(kind: MonitorKind, subject: Subject): AlertMessage['facts'] {
  const { facts, availability24h, evidence } = subject;
  const { startedAt, endedAt, affectedChecks } = facts;
  const isOver = kind === 'recovered';
  const all: [name: string, value: string | null | undefined][] = [
    ['URL', facts.url],
    ['Cause', evidence?.diagnosis],
    ['Next step', isOver ? null : evidence?.next],
    ['First failure', isOver ? whyOf(subject) : null],
    [isOver ? 'Started' : 'Down since', startedAt && timeInWords(startedAt)],
    ['Ended', endedAt && timeInWords(endedAt)],
    ['Failed checks', affectedChecks?.toLocaleString('en-US')],
    ['Uptime, last 24 h', availability24h === null || kind === 'monitoring' ? null : shareInWords(availability24h)],
  ];
  return all.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

/** A message about one monitor. */
export function monitorMessage(
  delivery: ClaimedDelivery,
  monitorId: string,
  given: Subject,
  links: Links,
): AlertMessage {
  const { id, windowId, occurredAt } = delivery;
  // Recipients of alerts may not be allowed to see secrets in the monitor's URL.
  const subject: Subject = { ...given, facts: { ...given.facts, url: hideSecrets(given.facts.url) } };
  const kind = delivery.kind as MonitorKind;
  const { facts, evidence, availability24h } = subject;
  const urls = links.of({
    monitorId: facts.change === 'deleted' ? null : monitorId,
    windowId,
    debugSessionId: evidence?.debugSessionId ?? null,
  });
  const { startedAt = null, endedAt = null } = facts;
  const message = {
    id,
    kind,
    ...tellers[kind](subject, monitorId, Date.now()),
    occurredAt,
    facts: factsOf(kind, subject),
    links: links.listOf(urls),
  };
  return alertMessage(message, {
    monitorId,
    monitorName: facts.name,
    monitorUrl: facts.url,
    windowId,
    startedAt,
    endedAt,
    durationSeconds: startedAt && endedAt ? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 : null,
    reason: facts.reason ?? null,
    detail: facts.detail ?? '',
    diagnosis: evidence?.diagnosis ?? null,
    availability24h,
    ...urls,
  });
}
