import { scopeText } from '@wakeful/domain';
import type { AlertMessage } from './alert-message.js';
import type { Links } from './links.js';
import type { Thread } from './read-thread.js';
import { countOf, durationInWords, sentence } from './words.js';

const MAX_NAMES = 10;

function namesOf(outages: Thread['outages']): string {
  const names = [...new Set(outages.map(({ name }) => name))];
  const shown = names.slice(0, MAX_NAMES).join(', ');
  return names.length > MAX_NAMES ? `${shown} and ${(names.length - MAX_NAMES).toLocaleString('en-US')} more` : shown;
}

const monitorsOf = (outages: Thread['outages']): number => new Set(outages.map(({ monitorId }) => monitorId)).size;

const lastedSeconds = (outages: Thread['outages'], untilMs: number): number =>
  (untilMs - Math.min(...outages.map(({ startedAt }) => Date.parse(startedAt)))) / 1000;

type Told = Pick<AlertMessage, 'title' | 'summary'>;

/** Title and summary of a message about several monitors; null for kinds that are about one. */
function tellSeveral(message: AlertMessage, { cause, outages }: Thread, nowMs: number): Told | null {
  const open = outages.filter(({ isOpen }) => isOpen);
  const who = (some: Thread['outages']): string => scopeText(monitorsOf(some), cause, null);
  const why = message.values.diagnosis === null ? message.summary : sentence(String(message.values.diagnosis));
  switch (message.kind) {
    case 'down':
      return { title: `${who(outages)} are down`, summary: why };
    case 'reminder': {
      const verb = monitorsOf(open) === 1 ? 'has' : 'have';
      return {
        title: `${who(open)} ${verb} been down for ${durationInWords(lastedSeconds(open, nowMs))}`,
        summary: why,
      };
    }
    case 'update':
      return { title: `Update: ${who(open)} ${monitorsOf(open) === 1 ? 'is' : 'are'} down`, summary: why };
    case 'recovered': {
      const endMs = Math.max(...outages.map(({ endedAt }) => Date.parse(endedAt ?? '')).filter(Number.isFinite));
      const lasted = durationInWords(lastedSeconds(outages, endMs));
      return { title: `${who(outages)} have recovered`, summary: `Down for ${lasted}.` };
    }
    default:
      return null;
  }
}

/** A message in its thread: about whom it is, who else is well, and where to read on. */
export function inThread(
  message: AlertMessage,
  thread: Thread,
  { links, nowMs, news }: { links: Links; nowMs: number; news: string | null },
): AlertMessage {
  const { outages, cause, fine } = thread;
  const isOfSeveral = monitorsOf(outages) > 1;
  const isEnd = message.kind === 'recovered';
  const affected = isEnd ? outages : outages.filter(({ isOpen }) => isOpen);
  const isScopeTelling = !isEnd && (isOfSeveral || (fine ?? 0) > 0);
  const facts = [
    ...message.facts,
    ...(isScopeTelling ? [{ name: 'Scope', value: scopeText(monitorsOf(affected), cause, fine) }] : []),
    ...(isOfSeveral ? [{ name: 'Monitors', value: namesOf(affected) }] : []),
  ];
  const told = isOfSeveral ? tellSeveral(message, thread, nowMs) : null;
  const shown = { title: told?.title ?? message.title, summary: news ?? told?.summary ?? message.summary };
  const incident = isOfSeveral ? [links.ofIncident(thread.incidentId)] : [];
  const { incidentId } = thread;
  const values = { ...message.values, ...shown, incidentId, incidentUrl: links.incidentUrl(incidentId) };
  return {
    ...message,
    ...shown,
    facts: isOfSeveral ? facts.filter(({ name }) => name !== 'URL') : facts,
    links: [
      ...incident,
      ...message.links.map((link) =>
        isOfSeveral && link.label === 'Incident' ? { ...link, label: 'Evidence' } : link,
      ),
    ],
    values,
    thread: `incident-${thread.incidentId}`,
    windowIds: toldNow(message, thread).map(({ windowId }) => windowId),
  };
}

/** The outages of which a message is the first to tell, or the last. */
function toldNow({ kind }: AlertMessage, { outages, toldWindows }: Thread): Thread['outages'] {
  if (kind === 'reminder') return [];
  return kind === 'update' ? outages.slice(toldWindows) : outages;
}

/** What is new in a thread since its last message; null: nothing. */
export function newsOf(thread: Thread, diagnosis: string | null): string | null {
  const { outages, toldWindows, toldDiagnosis } = thread;
  const joined = outages.slice(toldWindows);
  const lines = [
    ...(diagnosis !== null && diagnosis !== toldDiagnosis ? [sentence(diagnosis)] : []),
    ...(joined.length > 0 ? [`${countOf(monitorsOf(joined), 'more monitor')} down: ${namesOf(joined)}.`] : []),
  ];
  return lines.length > 0 && outages.some(({ isOpen }) => isOpen) ? lines.join('\n') : null;
}
