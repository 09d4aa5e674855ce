import type { TargetBehaviour, TargetCounts, TargetIdentity } from './target-server.js';

/** What the benchmark says to the process of the target, and what comes back. */
export type TargetRequest =
  | { readonly type: 'start'; readonly identity: TargetIdentity | null }
  | { readonly type: 'count' }
  | { readonly type: 'behave'; readonly behaviour: TargetBehaviour };

export type TargetReply =
  | { readonly type: 'listening'; readonly port: number }
  | ({ readonly type: 'counts' } & TargetCounts)
  | { readonly type: 'behaving' };
