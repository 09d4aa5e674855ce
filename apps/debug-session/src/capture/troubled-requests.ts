import type { requestBlocks } from '@wakeful/contracts';
import {
  type ConsoleMessage,
  MAX_TROUBLED_REQUESTS,
  type NetworkEvent,
  type TroubledRequest,
} from '@wakeful/contracts';
import { mainRequests } from './summarize-resources.js';

type Block = (typeof requestBlocks)[number];

const MAX_URL_CHARACTERS = 2_048;
/** These may stay open for as long as they like. */
const LONG_LIVED = new Set(['eventsource', 'media', 'ping', 'websocket']);
/** What Chromium calls requests that it does not let through: `blockedReason` of its protocol, or an error of its network. */
const blocks: Readonly<Record<string, Block>> = {
  'mixed-content': 'mixed content',
  csp: 'CSP',
  ERR_BLOCKED_BY_CSP: 'CSP',
  'coep-frame-resource-needs-coep-header': 'CORS',
  'corp-not-same-origin': 'CORS',
  'corp-not-same-site': 'CORS',
  ERR_BLOCKED_BY_RESPONSE: 'CORS',
  ERR_BLOCKED_BY_ORB: 'wrong content type',
  ERR_BLOCKED_BY_CLIENT: 'other',
  subresource: 'other',
  inspector: 'other',
};
const CORS = /has been blocked by CORS policy/;

/** The requests of a page, other than its main document, that did not deliver what they should. */
export function troubledRequests(
  events: readonly NetworkEvent[],
  messages: readonly ConsoleMessage[],
): TroubledRequest[] {
  const main = mainRequests(events);
  const refused = messages.filter(({ text }) => CORS.test(text)).map(({ text }) => text);
  const found = new Map<number, TroubledRequest>();
  for (const event of events) {
    if (main.has(event.request) || found.has(event.request)) continue;
    const trouble = troubleOf(event, refused);
    if (trouble) found.set(event.request, { ...describe(event), ...trouble });
  }
  return [...found.values()].slice(0, MAX_TROUBLED_REQUESTS);
}

const describe = ({ url, resourceType, status, error }: NetworkEvent): Omit<TroubledRequest, 'trouble'> => ({
  url: url.slice(0, MAX_URL_CHARACTERS),
  resourceType,
  httpStatus: status,
  why: error ?? String(status ?? 'failed'),
});

function troubleOf(
  { type, resourceType, isFailed, status, error, url }: NetworkEvent,
  refused: readonly string[],
): Pick<TroubledRequest, 'trouble' | 'blockedBy'> | null {
  if (type === 'timeout' && !LONG_LIVED.has(resourceType)) return { trouble: 'pending' };
  if (!isFailed) return null;
  if (status !== null && status >= 400) return { trouble: 'status' };
  if (error === 'ERR_FAILED' && refused.some((text) => text.includes(`'${url}'`))) {
    return { trouble: 'blocked', blockedBy: 'CORS' };
  }
  const blockedBy = blocks[error ?? ''];
  return blockedBy ? { trouble: 'blocked', blockedBy } : { trouble: 'error' };
}
