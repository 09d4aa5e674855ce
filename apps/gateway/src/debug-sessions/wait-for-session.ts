import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';

const POLL_INTERVAL_MS = 50;

/** Waits for a browser to bring its evidence. */
@Injectable()
export class WaitForSession implements OnModuleDestroy {
  readonly #stopping = new AbortController();

  constructor(private readonly dataSource: DataSource) {}

  /** Nobody has to wait out a minute for this service to stop. */
  onModuleDestroy(): void {
    this.#stopping.abort();
  }

  /** Resolves when the session has ended, or the time is up, or nobody waits for it any more. */
  async execute(id: string, waitMs: number, signal: AbortSignal): Promise<void> {
    const deadlineMs = performance.now() + waitMs;
    const giveUp = AbortSignal.any([signal, this.#stopping.signal]);
    for (let restMs = waitMs; restMs > 0 && !giveUp.aborted; restMs = deadlineMs - performance.now()) {
      if (!(await this.isWaiting(id))) return;
      await delay(Math.min(POLL_INTERVAL_MS, restMs), undefined, { signal: giveUp }).catch(() => undefined);
    }
  }

  private async isWaiting(id: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `SELECT 1 FROM debug_sessions WHERE id = $1 AND state = 'queued'`,
      [id],
    );
    return rows.length > 0;
  }
}
