import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { addRequestCounts, type RowsOf, rowsOf } from '@wakeful/persistence';
import { DependencyLog } from '@wakeful/platform';
import { GatewayContext } from '../context/context.js';

const WINDOW_MS = 60_000;
const SHARE_INTERVAL_MS = 250;
/** Bounds memory under requests from arbitrarily many addresses; the rest passes uncounted. */
const MAX_SUBJECTS = 100_000;

interface Count {
  windowStartMs: number;
  /** The count of all replicas, as last read from Postgres. */
  shared: number;
  /** Counted here and not yet written to Postgres. */
  unshared: number;
}

export interface Allowance {
  limit: number;
  remaining: number;
  resetSeconds: number;
  isOver: boolean;
}

interface Sent {
  subject: string;
  count: Count;
  requests: number;
}

/**
 * Counts requests per key, user or IP address in one-minute intervals. Counting happens in memory; four times per
 * second the counts are added up in Postgres in one statement, which returns the counts of the other replicas. So a
 * limit may be exceeded by what all replicas accept in a quarter of a second, and while Postgres is unavailable each
 * replica counts alone.
 */
@Injectable()
export class RequestLimits implements OnModuleDestroy {
  readonly #counts = new Map<string, Count>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(
    private readonly context: GatewayContext,
    private readonly dependencies: DependencyLog,
  ) {}

  onModuleDestroy(): void {
    this.#isStopping = true;
    clearTimeout(this.#timer);
  }

  /** Counts one request. */
  take(subject: string, limit = this.context.settings.requestsPerMinute): Allowance {
    const nowMs = Date.now();
    const count = this.countOf(subject, nowMs);
    count.unshared += 1;
    this.#changed.add(subject);
    this.#timer ??= setTimeout(() => void this.share(), SHARE_INTERVAL_MS).unref();
    const used = count.shared + count.unshared;
    return {
      limit,
      remaining: Math.max(0, limit - used),
      resetSeconds: Math.ceil((count.windowStartMs + WINDOW_MS - nowMs) / 1000),
      isOver: used > limit,
    };
  }

  private countOf(subject: string, nowMs: number): Count {
    const windowStartMs = nowMs - (nowMs % WINDOW_MS);
    const known = this.#counts.get(subject);
    if (known?.windowStartMs === windowStartMs) return known;
    const count = { windowStartMs, shared: 0, unshared: 0 };
    if (known || this.#counts.size < MAX_SUBJECTS) this.#counts.set(subject, count);
    return count;
  }

  private async share(): Promise<void> {
    const subjects = [...this.#changed].sort();
    this.#changed.clear();
    const sent = subjects.flatMap((subject) => {
      const count = this.#counts.get(subject);
      return count && count.unshared > 0 ? [{ subject, count, requests: count.unshared }] : [];
    });
    try {
      if (sent.length > 0) this.merge(sent, await this.store(sent));
    } catch (error) {
      if (this.#isStopping) return;
      for (const { subject } of sent) this.#changed.add(subject);
      if (!this.dependencies.explains(error))
        this.context.logger.warn({ err: error }, 'could not share request counts');
    }
    this.forgetOld();
    this.#timer = this.#changed.size > 0 ? setTimeout(() => void this.share(), SHARE_INTERVAL_MS).unref() : undefined;
  }

  /** Sorted by subject, so that two replicas cannot deadlock. */
  private store(sent: readonly Sent[]): Promise<RowsOf<typeof addRequestCounts>> {
    return rowsOf(this.context.database, addRequestCounts, {
      counts: sent.map(({ subject, count, requests }) => ({ subject, windowStart: count.windowStartMs, requests })),
    });
  }

  private merge(sent: readonly Sent[], rows: RowsOf<typeof addRequestCounts>): void {
    const shared = new Map(rows.map((row) => [row.subject, row]));
    for (const { subject, count, requests } of sent) {
      count.unshared -= requests;
      const row = shared.get(subject);
      count.shared = row?.windowStart === count.windowStartMs ? row.requests : count.shared + requests;
    }
  }

  private forgetOld(): void {
    const limitMs = Date.now() - WINDOW_MS;
    for (const [subject, { windowStartMs }] of this.#counts) {
      if (windowStartMs < limitMs) this.#counts.delete(subject);
    }
  }
}
