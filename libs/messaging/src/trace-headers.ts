import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { activeSpan, traceparentOf } from '@wakeful/platform';

const TRACEPARENT = 'traceparent';

/** The trace that this code runs in, for whoever takes the message; none if it is not kept. */
export function traceHeaders(): { headers?: MsgHdrs } {
  const traceparent = traceparentOf(activeSpan());
  if (traceparent === undefined) return {};
  const given = headers();
  given.set(TRACEPARENT, traceparent);
  return { headers: given };
}

/** The trace in which a message was published. */
export const traceparentIn = (given: MsgHdrs | undefined): string | undefined => given?.get(TRACEPARENT) || undefined;
