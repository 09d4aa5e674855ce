import { storableText } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { Receipt } from '../channels/channel.js';
import type { Mute } from '../events/muting.js';
import { retryDelayMs } from './back-off.js';
import type { ClaimedDelivery } from './claim-deliveries.js';

const MAX_DETAIL = 2_000;

/** The outcome of an attempt. */
export type Outcome =
  | ({ readonly type: 'delivered' } & Receipt)
  | {
      readonly type: 'failed';
      readonly status: number | null;
      readonly detail: string;
      /** A permanent failure. */
      readonly isRefused: boolean;
      readonly retryAfterMs: number | null;
      /** The recipients that have accepted it so far. */
      readonly reached: readonly string[];
    }
  | { readonly type: 'muted'; readonly mute: Mute };

/**
 * After this many consecutive rejections, over some minutes, it is abandoned: a deleted receiver does not come back.
 */
const MAX_REFUSALS = 7;

const SETTLE = `
  UPDATE deliveries d
     SET state = n.state, status = $4, detail = $5, muted_by = $6, failures = $7, refusals = $9,
         reached = ARRAY(SELECT DISTINCT unnest(d.reached || $10::text[])),
         next_try_at = CASE WHEN n.state = 'retrying' THEN now() + $8 * interval '1 millisecond' END,
         delivered_at = CASE WHEN n.state = 'delivered' THEN now() END
    FROM (SELECT id, CASE WHEN $3 <> 'retrying' THEN $3
                          WHEN now() > give_up_at OR $9 >= ${MAX_REFUSALS} THEN 'dead'
                          ELSE 'retrying' END AS state
            FROM deliveries WHERE id = $1) n
   WHERE d.id = n.id AND d.attempts = $2 AND d.state IN ('pending', 'retrying')
  RETURNING d.state`;

/** A receiver that asked to wait gets no other message either. */
const REST = `
  UPDATE notification_channels
     SET resting_until = greatest(resting_until, now() + $2 * interval '1 millisecond') WHERE id = $1`;

/** Records the outcome of an attempt unless another has started since. Returns the delivery's new state. */
export async function settleDelivery(
  manager: EntityManager,
  { id, channelId, attempts, failures, refusals }: ClaimedDelivery,
  outcome: Outcome,
): Promise<string | null> {
  const settle = async (
    state: 'delivered' | 'muted' | 'retrying',
    status: number | null,
    detail: string,
    rest: { by?: string; failures?: number; delayMs?: number; refusals?: number; reached?: readonly string[] } = {},
  ): Promise<string | null> => {
    const text = storableText(detail.slice(0, MAX_DETAIL));
    const counted = [rest.failures ?? failures, rest.delayMs ?? 0, rest.refusals ?? 0, rest.reached ?? []];
    const values = [id, attempts, state, status, text, rest.by ?? null, ...counted];
    const [rows] = await manager.query<[{ state: string }[], number]>(SETTLE, values);
    return rows[0]?.state ?? null;
  };
  switch (outcome.type) {
    case 'delivered':
      return settle('delivered', outcome.status, outcome.answer);
    case 'muted':
      return settle('muted', null, outcome.mute.detail, { by: outcome.mute.by });
    case 'failed': {
      const { status, detail, retryAfterMs, reached, isRefused } = outcome;
      if (retryAfterMs !== null) await manager.query(REST, [channelId, retryAfterMs]);
      const delayMs = retryDelayMs(failures + 1, retryAfterMs);
      const counts = { failures: failures + 1, refusals: isRefused ? refusals + 1 : 0 };
      return settle('retrying', status, detail, { ...counts, delayMs, reached });
    }
  }
}
