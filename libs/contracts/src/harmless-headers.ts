/**
 * Request headers that tell neither who asks nor anything that opens a door. A monitor's other headers may hold a
 * secret, whatever their names are: they are masked, bound to their origin, and hidden in evidence.
 */
const harmlessHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-type',
  'dnt',
  'host',
  'if-modified-since',
  'if-none-match',
  'origin',
  'pragma',
  'priority',
  'range',
  'referer',
  'save-data',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'upgrade-insecure-requests',
  'user-agent',
  'x-env',
  'x-environment',
  'x-requested-with',
]);

/** Whether a request header of this name, in any case, holds no secret. What is not known to be harmless may be one. */
export const isHarmlessHeader = (name: string): boolean => harmlessHeaders.has(name.toLowerCase());
