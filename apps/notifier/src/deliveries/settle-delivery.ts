import { changesOf, type ClaimedDelivery, type MutedBy, restChannel, rowsOf, settleTry } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { Receipt } from '../channels/channel.js';
import type { Mute } from '../events/muting.js';
import type { Told } from '../messages/read-thread.js';
import { retryDelayMs } from './back-off.js';

const MAX_DETAIL = 2_000;

/** The outcome of an attempt. */
export type Outcome =
  | ({ readonly type: 'delivered'; readonly told?: Told | null } & Receipt)
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

/** Records the outcome of an attempt unless another has started since. Returns the delivery's new state. */
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
