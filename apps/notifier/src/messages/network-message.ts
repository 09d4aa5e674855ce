import type { ClaimedDelivery } from '@wakeful/persistence';
import { type AlertMessage, alertMessage } from './alert-message.js';
import type { Links } from './links.js';
import { countOf, durationInWords, timeInWords } from './words.js';

/** PagerDuty's limit for incident keys, the shortest of all receivers. */
const MAX_KEY = 255;

/** A message about a checker that lost or regained its network. */
export function networkMessage({ id, kind, occurredAt, facts }: ClaimedDelivery, links: Links): AlertMessage {
  const { checker = '', location = '', startedAt = occurredAt, endedAt = null, affectedMonitors = 0 } = facts;
  const key = `wakeful-network-${location}-${checker}`.slice(0, MAX_KEY);
  const monitors = countOf(affectedMonitors, 'monitor');
  const about = [
    { name: 'Location', value: location },
    { name: endedAt ? 'Lost' : 'Lost since', value: timeInWords(startedAt) },
  ];
  if (endedAt === null || kind === 'network-lost') {
    return alertMessage({
      id,
      kind,
      severity: 'critical',
      title: `Checker ${checker} has lost its network`,
      summary: `${monitors} cannot be checked from ${location}: their status is unknown, and no outages are reported.`,
      occurredAt,
      facts: about,
      links: [links.ofSystem()],
      incident: { action: 'open', key },
    });
  }
  const lasted = durationInWords((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  return alertMessage({
    id,
    kind,
    severity: 'good',
    title: `Checker ${checker} is back online`,
    summary: `It had no network for ${lasted}. ${monitors} ${affectedMonitors === 1 ? 'is' : 'are'} being checked again.`,
    occurredAt,
    facts: [...about, { name: 'Back since', value: timeInWords(endedAt) }],
    links: [links.ofSystem()],
    incident: { action: 'close', keys: [key] },
  });
}
