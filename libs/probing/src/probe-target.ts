import { isIP } from 'node:net';
import { BoundedCache } from '@wakeful/domain';

/** A URL taken apart into what a request needs. */
export interface ProbeTarget {
  /** The URL without credentials and fragment, as it may be shown. */
  url: string;
  origin: string;
  isTls: boolean;
  /** Host name or IP literal (without brackets), to connect to. */
  hostname: string;
  /** The host name was written with a dot at its end, so no search domain may complete it. */
  isAbsoluteName: boolean;
  /** 4 or 6 when the host is an IP literal, else 0. */
  literalFamily: 0 | 4 | 6;
  port: number;
  hostHeader: string;
  path: string;
}

const CACHED_TARGETS = 20_000;
const MAX_URL_CHARACTERS = 4_096;
const cache = new BoundedCache<ProbeTarget>(CACHED_TARGETS);

/** Takes a URL apart. Its scheme must be http or https. */
export function targetOf(url: URL): ProbeTarget {
  const isTls = url.protocol === 'https:';
  const hostname = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname.replace(/\.$/, '');
  const path = `${url.pathname}${url.search}`;
  return {
    url: `${url.origin}${path}`.slice(0, MAX_URL_CHARACTERS),
    origin: url.origin,
    isTls,
    hostname,
    isAbsoluteName: url.hostname.endsWith('.'),
    literalFamily: isIP(hostname) as 0 | 4 | 6,
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    hostHeader: url.host,
    path,
  };
}

/** The target of a monitor's URL, which is parsed once and then known: monitors come again every interval. */
export function readTarget(url: string): ProbeTarget {
  return cache.getOrMake(url, (text) => targetOf(new URL(text)));
}
