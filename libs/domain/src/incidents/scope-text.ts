import type { IncidentShare } from '@wakeful/contracts';

const PLACES: Readonly<Record<IncidentShare['kind'], (value: string) => string>> = {
  host: (value) => `on ${value}`,
  address: (value) => `on ${value}`,
  certificate: (value) => `with the certificate of ${value}`,
  redirect: (value) => `that redirect to ${value}`,
  thirdParty: (value) => `that need ${value}`,
  network: (value) => `in the network ${value}`,
  cdn: (value) => `behind ${value}`,
  location: (value) => `as seen from ${value}`,
};

const monitors = (count: number): string => `${count.toLocaleString('en-US')} ${count === 1 ? 'monitor' : 'monitors'}`;

/** Whom an incident is about: "3 monitors on 192.0.2.8; 12 others there are fine". */
export function scopeText(affected: number, cause: IncidentShare | null, fine: number | null): string {
  if (cause === null) return monitors(affected);
  const who = `${monitors(affected)} ${PLACES[cause.kind](cause.value)}`;
  if (fine === null) return who;
  if (fine === 0) return affected === 1 ? who : `${who}; no others there`;
  return `${who}; ${fine.toLocaleString('en-US')} ${fine === 1 ? 'other there is' : 'others there are'} fine`;
}
