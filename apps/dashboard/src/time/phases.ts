import type { Schemas } from '../api/client.js';

type Timings = Pick<Schemas['CheckTimings'], 'dnsMs' | 'connectMs' | 'tlsMs' | 'ttfbMs' | 'transferMs'>;

/** The phases of a check in order. Their colors are in app/base.css. */
export const phases = [
  { name: 'dns', label: 'DNS', of: ({ dnsMs }: Timings) => dnsMs },
  { name: 'connect', label: 'Connect', of: ({ connectMs }: Timings) => connectMs },
  { name: 'tls', label: 'TLS', of: ({ tlsMs }: Timings) => tlsMs },
  { name: 'ttfb', label: 'First byte', of: ({ ttfbMs }: Timings) => ttfbMs },
  { name: 'transfer', label: 'Transfer', of: ({ transferMs }: Timings) => transferMs },
] as const;
