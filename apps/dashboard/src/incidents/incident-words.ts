import type { IncidentCauseKind } from '@wakeful/contracts';
import type { Schemas } from '../api/client.js';

/** What monitors of an incident share, as a choice and in a row. */
export const causeLabels: Readonly<Record<IncidentCauseKind, string>> = {
  host: 'Host',
  address: 'Address',
  network: 'Network',
  certificate: 'Certificate',
  cdn: 'CDN',
  redirect: 'Redirect target',
  thirdParty: 'Third party',
  location: 'Location',
};

type Named = Pick<Schemas['IncidentSummary'], 'monitors' | 'monitorCount' | 'cause'>;

/** The name of an incident: that of its monitor, or what several of them share. */
export function incidentTitle({ monitors, monitorCount, cause }: Named): string {
  const [first] = monitors;
  if (monitorCount === 1 && first) return first.name;
  const who = `${monitorCount.toLocaleString()} monitors`;
  return cause === null ? who : `${who} · ${causeLabels[cause.kind]} ${cause.value}`;
}

/** "Shop, Blog and 3 more" */
export function namesText({ monitors, monitorCount }: Named): string {
  const names = monitors.map(({ name }) => name).join(', ');
  const rest = monitorCount - monitors.length;
  return rest > 0 ? `${names} and ${rest.toLocaleString()} more` : names;
}

type Entry = Schemas['IncidentEntry'];

/** What a person did, in a line of the timeline. */
export const entryTitles: Readonly<Record<Entry['kind'], (entry: Entry) => string>> = {
  note: ({ author }) => `${author} wrote`,
  acknowledged: ({ author }) => `${author} acknowledged the incident`,
  unacknowledged: ({ author }) => `${author} withdrew the acknowledgement`,
  owner: ({ author }) => `${author} set the owner`,
  joined: ({ author }) => `${author} joined other incidents to this one`,
  split: ({ author }) => `${author} split the incident`,
};
