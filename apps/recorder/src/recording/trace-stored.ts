import { remoteSpan, SpanKind } from '@wakeful/platform';
import type { KeyedResult } from './store-checks.js';

/** The last step of each check's trace: the transaction that stored it, together with others. */
export function traceStored(stored: readonly KeyedResult[], beganMs: number): void {
  for (const { result } of stored) {
    remoteSpan('check store', result.traceparent, {
      kind: SpanKind.CLIENT,
      startMs: beganMs,
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': 'INSERT',
        'db.operation.batch.size': stored.length,
        'wakeful.monitor.id': result.monitorId,
      },
    }).end();
  }
}
