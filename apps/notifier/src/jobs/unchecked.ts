import { MINUTE_MS } from '@wakeful/contracts';
import { checkedMonitors, type RowsOf, rowsOf, uncheckedMonitors } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import type { AlertEvent } from '../events/alert-event.js';

/** A run later than this after the previous one: the process or machine was suspended in between. */
const MAX_PAUSE_MS = MINUTE_MS;

function eventOf(
  kind: 'unchecked' | 'checked',
  row: RowsOf<typeof uncheckedMonitors>[number],
  nowMs: number,
): AlertEvent {
  const { monitorId, name, url, detail, since: uncheckedSince } = row;
  const now = new Date(nowMs).toISOString();
  const facts = { name, url, detail, uncheckedSince, ...(kind === 'checked' && { checkedAt: now }) };
  const occurredAt = kind === 'checked' ? now : uncheckedSince;
  return { id: `${kind}:${monitorId}:${uncheckedSince}`, kind, monitorId, windowId: null, occurredAt, facts };
}

/** Alerts on monitors whose status has been unknown for too long, and on those that are checked again. */
export class UncheckedWatch {
  #beganMs = 0;
  #lookedMs = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly acceptEvent: AcceptEvent,
  ) {}

  async execute(nowMs: number, signal?: AbortSignal): Promise<void> {
    // After a suspension nothing was checked, and everything is about to be.
    if (nowMs - this.#lookedMs > MAX_PAUSE_MS || nowMs < this.#lookedMs) this.#beganMs = nowMs;
    this.#lookedMs = nowMs;
    const unchecked = await rowsOf(this.dataSource, uncheckedMonitors, { lookingSince: this.#beganMs });
    const checked = await rowsOf(this.dataSource, checkedMonitors);
    const events = [
      ...unchecked.map((row) => eventOf('unchecked', row, nowMs)),
      ...checked.map((row) => eventOf('checked', row, nowMs)),
    ];
    for (const event of events) {
      if (signal?.aborted) return;
      await this.acceptEvent.execute(event);
    }
  }
}
