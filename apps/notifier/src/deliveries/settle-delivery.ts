import { changesOf, type ClaimedDelivery, type MutedBy, restChannel, rowsOf, settleTry } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { Receipt } from '../channels/channel.js';
import type { Mute } from '../events/muting.js';
import { retryDelayMs } from './back-off.js';

const MAX_DETAIL = 2_000;

/** What became of a try. */
export type Outcome =
  | ({ readonly type: 'delivered' } & Receipt)
  | {
      readonly type: 'failed';
      readonly status: number | null;
      readonly detail: string;
      /** For a reason that time does not heal. */
      readonly isRefused: boolean;
      readonly retryAfterMs: number | null;
      /** Of several recipients, those that have taken it by now. */
      readonly reached: readonly string[];
    }
  | { readonly type: 'muted'; readonly mute: Mute };

/** Writes down what became of a try, unless another has begun since. Returns the state that the delivery has now. */
export async function settleDelivery(
  manager: EntityManager,
  { id, channelId, attempts, failures, refusals }: ClaimedDelivery,
  outcome: Outcome,
): Promise<string | null> {
  const settle = async (settled: {
    state: 'delivered' | 'muted' | 'retrying';
    status: number | null;
    detail: string;
    mutedBy?: MutedBy;
    failures?: number;
    delayMs?: number;
    refusals?: number;
    reached?: readonly string[];
  }): Promise<string | null> => {
    const counts = { failures, delayMs: 0, refusals: 0, reached: [] };
    const detail = settled.detail.slice(0, MAX_DETAIL);
    const [row] = await rowsOf(manager, settleTry, { ...counts, ...settled, id, attempts, detail });
    return row?.state ?? null;
  };
  switch (outcome.type) {
    case 'delivered':
      return settle({ state: 'delivered', status: outcome.status, detail: outcome.answer });
    case 'muted':
      return settle({ state: 'muted', status: null, detail: outcome.mute.detail, mutedBy: outcome.mute.by });
    case 'failed': {
      const { status, detail, retryAfterMs, reached, isRefused } = outcome;
      if (retryAfterMs !== null) await changesOf(manager, restChannel, { channelId, restMs: retryAfterMs });
      const delayMs = retryDelayMs(failures + 1, retryAfterMs);
      const counts = { failures: failures + 1, refusals: isRefused ? refusals + 1 : 0 };
      return settle({ state: 'retrying', status, detail, ...counts, delayMs, reached });
    }
  }
}
