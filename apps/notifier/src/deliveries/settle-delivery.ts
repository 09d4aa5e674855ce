import { storableText } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { Receipt } from '../channels/channel.js';
import type { Mute } from '../events/muting.js';
import { retryDelayMs } from './back-off.js';
import type { ClaimedDelivery } from './claim-deliveries.js';

const MAX_DETAIL = 2_000;

/** What became of a try. */
export type Outcome =
  | ({ readonly type: 'delivered' } & Receipt)
  | {
      readonly type: 'failed';
      readonly status: number | null;
      readonly detail: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly type: 'muted'; readonly mute: Mute };

const SETTLE = `
  UPDATE deliveries
     SET state = CASE WHEN $3 <> 'retrying' THEN $3
                      WHEN now() + $8 * interval '1 millisecond' > give_up_at THEN 'dead' ELSE 'retrying' END,
         status = $4, detail = $5, muted_by = $6, failures = $7,
         next_try_at = CASE WHEN $3 = 'retrying' THEN now() + $8 * interval '1 millisecond' END,
         delivered_at = CASE WHEN $3 = 'delivered' THEN now() END
   WHERE id = $1 AND attempts = $2 AND state IN ('pending', 'retrying')
  RETURNING state`;

/** Writes down what became of a try, unless another has begun since. Returns the state that the delivery has now. */
export async function settleDelivery(
  manager: EntityManager,
  { id, attempts, failures }: ClaimedDelivery,
  outcome: Outcome,
): Promise<string | null> {
  const settle = async (
    state: 'delivered' | 'muted' | 'retrying',
    status: number | null,
    detail: string,
    rest: { by?: string; failures?: number; delayMs?: number } = {},
  ): Promise<string | null> => {
    const text = storableText(detail.slice(0, MAX_DETAIL));
    const values = [id, attempts, state, status, text, rest.by ?? null, rest.failures ?? failures, rest.delayMs ?? 0];
    const [rows] = await manager.query<[{ state: string }[], number]>(SETTLE, values);
    return rows[0]?.state ?? null;
  };
  switch (outcome.type) {
    case 'delivered':
      return settle('delivered', outcome.status, outcome.answer);
    case 'muted':
      return settle('muted', null, outcome.mute.detail, { by: outcome.mute.by });
    case 'failed': {
      const delayMs = retryDelayMs(failures + 1, outcome.retryAfterMs);
      return settle('retrying', outcome.status, outcome.detail, { failures: failures + 1, delayMs });
    }
  }
}
