import { z } from 'zod';

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();
const port = /^([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/;

const isIpv4 = (text: string): boolean => ipv4.safeParse(text).success;
const isIpv6 = (text: string): boolean => ipv6.safeParse(text).success;

/** A name server's address as resolv.conf and dig know it, with a port or without one (then 53). */
function isResolver(text: string): boolean {
  const [, inBrackets, portOfBrackets] = /^\[([^\]]*)\](?::(.*))?$/.exec(text) ?? [];
  if (inBrackets !== undefined)
    return isIpv6(inBrackets) && (portOfBrackets === undefined || port.test(portOfBrackets));
  if (isIpv4(text) || isIpv6(text)) return true;
  const colon = text.indexOf(':');
  return colon >= 0 && isIpv4(text.slice(0, colon)) && port.test(text.slice(colon + 1));
}

/** `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`. */
export const resolverAddress = z
  .string()
  .max(64)
  .refine(
    isResolver,
    'must be an IP address, optionally with a port: "192.0.2.53", "192.0.2.53:5353" or "[2001:db8::53]:5353"',
  )
  .meta({ example: '192.0.2.53' });

/**
 * A name as TLS sends it in SNI. RFC 6066, section 3 allows no IP address there, and a last label of digits alone is
 * read as one (https://url.spec.whatwg.org/#ends-in-a-number-checker).
 */
export const serverName = z
  .string()
  .max(253)
  .regex(
    /^(?!.*(?:^|\.)\d+$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/,
    'must be a hostname such as "shop.example", not an IP address',
  );

const proxySchemes = new Set(['http:', 'https:', 'socks5:']);

/** A proxy with scheme, host and port; credentials may stand before the host. */
export const proxyUrl = z
  .string()
  .max(2048)
  .superRefine((text, context) => {
    const say = (message: string): void => context.addIssue({ code: 'custom', message });
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || !text.includes('://') || url.hostname === '')
      say('must be a proxy URL, such as "http://proxy.example:3128"');
    else if (!proxySchemes.has(url.protocol)) say('must begin with http://, https:// or socks5://');
    else if ((url.pathname !== '' && url.pathname !== '/') || url.search !== '' || url.hash !== '')
      say('must end after host and port');
  })
  .meta({ example: 'http://proxy.example:3128' });
