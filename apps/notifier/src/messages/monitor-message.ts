import type { DeliveryKind } from '@wakeful/contracts';
import { hideSecrets } from '@wakeful/domain';
import type { ClaimedDelivery } from '../deliveries/claim-deliveries.js';
import { FLAPPING } from '../events/flapping.js';
import { type AlertMessage, alertMessage, type Severity } from './alert-message.js';
import type { Links } from './links.js';
import type { Subject } from './read-subject.js';
import { countOf, durationInWords, reasonInWords, shareInWords, timeInWords } from './words.js';

type Told = Pick<AlertMessage, 'severity' | 'title' | 'summary' | 'incident'>;
type MonitorKind = Exclude<DeliveryKind, 'digest'>;
type Incident = AlertMessage['incident'];

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

function whyOf({ facts }: Subject): string {
  const reason = facts.reason ? `, as ${reasonInWords(facts.reason)}` : '';
  return `${reason}.${facts.detail ? ` ${facts.detail}` : ''}`;
}

/** What each kind of message says of a monitor. */
const tellers: Readonly<Record<MonitorKind, (subject: Subject, monitorId: string, nowMs: number) => Told>> = {
  down: (subject, id) => ({
    ...told('critical', `${subject.facts.name} is down`, opened(id)),
    summary: `${subject.facts.url} is down${whyOf(subject)}`,
  }),
  reminder: (subject, id, nowMs) => {
    const { name, url, startedAt = '' } = subject.facts;
    const lasted = durationInWords((nowMs - Date.parse(startedAt)) / 1000);
    return {
      ...told('critical', `${name} is still down`, opened(id)),
      summary: `${url} has been down for ${lasted}${whyOf(subject)}`,
    };
  },
  recovered: ({ facts }, id) => {
    const lasted = durationInWords(secondsBetween(facts.startedAt ?? '', facts.endedAt ?? ''));
    return {
      ...told('good', `${facts.name} is up again`, closed(id)),
      summary: `${facts.url} is up again. It was down for ${lasted}${whyOf({ facts } as Subject)}`,
    };
  },
  degraded: (subject, id) => ({
    ...told('warning', `${subject.facts.name} is slow or degraded`, opened(`${id}-degraded`)),
    summary: `${subject.facts.url} is degraded${whyOf(subject)}`,
  }),
  restored: ({ facts }, id) => ({
    ...told('good', `${facts.name} is back to normal`, closed(`${id}-degraded`)),
    summary: `${facts.url} is no longer degraded.`,
  }),
  certificate: ({ facts }, id, nowMs) => {
    const { name, url, expiresAt = '' } = facts;
    const left = durationInWords((Date.parse(expiresAt) - nowMs) / 1000);
    const severity: Severity = (facts.thresholdDays ?? 0) <= 3 ? 'critical' : 'warning';
    return {
      ...told(severity, `The certificate of ${name} expires in ${left}`, opened(`${id}-certificate`)),
      summary: `The certificate of ${url} expires on ${timeInWords(expiresAt)}.`,
    };
  },
  monitoring: ({ facts }) => {
    const isOn = facts.change === 'created' || facts.change === 'enabled';
    return {
      ...told('info', `Monitoring of ${facts.name} has ${isOn ? 'started' : 'ended'}`, null),
      summary: `The monitor of ${facts.url} was ${facts.change}.`,
    };
  },
  flapping: ({ facts, isDown }, id) => ({
    ...told(isDown ? 'critical' : 'warning', `${facts.name} is flapping`, isDown ? opened(id) : closed(id)),
    summary:
      `${facts.url} changed ${FLAPPING.changes} times within ${FLAPPING.withinMinutes} minutes and is ` +
      `${isDown ? 'down' : 'up'} now. There will be no single messages until it has been calm for ` +
      `${FLAPPING.withinMinutes} minutes.`,
  }),
  calm: ({ facts, isDown }, id) => ({
    ...told(isDown ? 'critical' : 'good', `${facts.name} is calm again`, isDown ? opened(id) : closed(id)),
    summary: `${facts.url} has not changed for ${FLAPPING.withinMinutes} minutes and is ${isDown ? 'down' : 'up'}.`,
  }),
};

const told = (severity: Severity, title: string, incident: Incident) => ({ severity, title, incident });
const opened = (key: string): Incident => ({ key: `wakeful-${key}`, action: 'open' });
const closed = (key: string): Incident => ({ key: `wakeful-${key}`, action: 'close' });

function factsOf(kind: MonitorKind, { facts, availability24h, evidence }: Subject): AlertMessage['facts'] {
  const { startedAt, endedAt, affectedChecks } = facts;
  const isOutage = startedAt !== undefined;
  const all: [name: string, value: string | null | undefined][] = [
    ['Monitor', facts.name],
    ['URL', facts.url],
    ['Diagnosis', evidence?.diagnosis],
    ['Down since', isOutage && kind !== 'recovered' ? timeInWords(startedAt) : null],
    ['Down from', isOutage && kind === 'recovered' ? timeInWords(startedAt) : null],
    ['Until', endedAt && timeInWords(endedAt)],
    ['Duration', isOutage && endedAt ? durationInWords(secondsBetween(startedAt, endedAt)) : null],
    ['Failed checks', affectedChecks === undefined ? null : countOf(affectedChecks, 'check')],
    ['Availability over 24 h', availability24h === null ? null : shareInWords(availability24h)],
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
  // Whoever gets alerts need not be one who may read the monitor's address with its secrets.
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
    durationSeconds: startedAt && endedAt ? secondsBetween(startedAt, endedAt) : null,
    reason: facts.reason ?? null,
    detail: facts.detail ?? '',
    diagnosis: evidence?.diagnosis ?? null,
    availability24h,
    ...urls,
  });
}
