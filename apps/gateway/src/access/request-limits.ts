import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { addRequestCounts, rowsOf, type RowsOf } from '@wakeful/persistence';
import { OutageLog } from '@wakeful/platform';
import { GatewayContext } from '../context/context.js';

const WINDOW_MS = 60_000;
const SHARE_INTERVAL_MS = 250;
/** A bound for memory when addresses without end come along; the rest is let through uncounted. */
const MAX_SUBJECTS = 100_000;

interface Count {
  windowStartMs: number;
  /** What all replicas have counted, as Postgres last said. */
  shared: number;
  /** What was counted here and Postgres does not know yet. */
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
 * Counts requests for each key, user or address in windows of a minute. Counting is a matter of memory; four times a
 * second all that was counted is added up in Postgres in one statement, whose answer says what the other replicas saw.
 * So a limit may be passed by what they all take in a quarter of a second, and while Postgres is away each replica
 * counts for itself.
 */
@Injectable()
export class RequestLimits implements OnModuleDestroy {
  readonly #counts = new Map<string, Count>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(
    private readonly context: GatewayContext,
    private readonly outages: OutageLog,
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
      if (!this.outages.explains(error)) this.context.logger.warn({ err: error }, 'request counts could not be shared');
    }
    this.forgetOld();
    this.#timer = this.#changed.size > 0 ? setTimeout(() => void this.share(), SHARE_INTERVAL_MS).unref() : undefined;
  }

  /** In the order of the subjects, so that two replicas do not lock each other's rows. */
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
