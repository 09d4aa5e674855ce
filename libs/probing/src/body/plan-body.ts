import type { ProbeSpec } from '@wakeful/contracts';
import { needsBody, needsBodyText } from '@wakeful/domain';
import type { ResponseHead } from '../http/response-head.js';
import { isEncoded, readCodings } from './decode-body.js';

/** How far a body is read. */
export interface BodyPlan {
  /** Bytes as they come, with their content codings; reading ends behind them. */
  maxBytes: number;
  keep: boolean;
}

/** These never end by themselves, so that waiting for their end would be waiting for the deadline. */
const endlessType = /^(?:text\/event-stream|multipart\/x-mixed-replace)\b/i;
const mediaType = /^(?:audio|video)\//i;

function isStream(head: ResponseHead, bodyLength: number): boolean {
  const type = head.values('content-type').at(-1);
  if (type === undefined || bodyLength >= 0) return false;
  return endlessType.test(type) || mediaType.test(type);
}

/**
 * How far a body has to be read for what the monitor asks; null when not at all. A body that no one asks for is read,
 * too, to its end or to `maxBodyBytes`: so its time is measured, and one that is cut off is found. Streams are the exception.
 * @param bodyLength its bytes, or negative when only its end will tell, see body-framing.ts
 */
export function planBody(spec: ProbeSpec, head: ResponseHead, bodyLength: number, isWatched: boolean): BodyPlan | null {
  const { assertions, maxBodyBytes } = spec;
  if (!needsBody(assertions) && isStream(head, bodyLength)) return null;
  const isCoded = bodyLength !== 0 && isEncoded(readCodings(head.values('content-encoding')));
  return { maxBytes: maxBodyBytes, keep: isWatched || isCoded || needsBodyText(assertions) };
}
