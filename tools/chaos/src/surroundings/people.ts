import { setTimeout as delay } from 'node:timers/promises';
import { checkNowResult } from '@wakeful/contracts';
import type { UserAction } from '../plan/plan.js';
import { ApiError, ask, type Door, tell } from '../system/api.js';
import { createMonitor, type WatchedMonitor } from './fleet.js';
import type { WatchedPages } from './watched-pages.js';

/** What a person was answered who wanted a check now. */
export interface CheckNowAnswer {
  readonly monitorId: string;
  readonly page: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** null: an error. */
  readonly result: { readonly slotMs: number; readonly status: string; readonly httpStatus: number | null } | null;
}

export interface PeopleLog {
  readonly answers: CheckNowAnswer[];
  readonly actions: { readonly atMs: number; readonly kind: string; readonly page: string; readonly outcome: string }[];
}

/** The people of a plan, who handle monitors at its times over the gateways, and bear it when they get no answer. */
export class People {
  readonly log: PeopleLog = { answers: [], actions: [] };
  /** Under the number by which the plan calls it; a deleted one is gone until there is one again. */
  readonly #monitors = new Map<number, WatchedMonitor>();
  readonly #created: WatchedMonitor[] = [];
  readonly #busy = new Set<number>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(
    private readonly doors: readonly Door[],
    private readonly pages: WatchedPages,
    handled: readonly WatchedMonitor[],
  ) {
    for (const [n, monitor] of handled.entries()) this.#monitors.set(n, monitor);
  }

  /** Monitors that came up on the way. */
  get created(): readonly WatchedMonitor[] {
    return this.#created;
  }

  async follow(actions: readonly UserAction[], beginMs: number, signal: AbortSignal): Promise<void> {
    for (const action of actions) {
      await delay(Math.max(0, beginMs + action.atMs - Date.now()), undefined, { signal });
      // No one does two things to one monitor at once.
      if (this.#busy.has(action.monitor)) continue;
      this.#busy.add(action.monitor);
      const done = this.#act(action).finally(() => {
        this.#busy.delete(action.monitor);
        this.#underWay.delete(done);
      });
      this.#underWay.add(done);
    }
    await Promise.all(this.#underWay);
  }

  async #act(action: UserAction): Promise<void> {
    const monitor = this.#monitors.get(action.monitor);
    if (action.kind === 'create' ? monitor : !monitor) return;
    const atMs = Date.now();
    const outcome = await this.#do(action, monitor).then(
      () => 'done',
      (error: unknown) => (error instanceof ApiError ? String(error.status ?? 'no answer') : String(error)),
    );
    this.log.actions.push({ atMs, kind: action.kind, page: monitor?.page ?? '', outcome });
  }

  async #do({ kind, gateway, monitor: number, atMs }: UserAction, monitor: WatchedMonitor | undefined): Promise<void> {
    const door = this.doors[gateway];
    if (!door) return;
    if (!monitor) {
      const made = await createMonitor(door, this.pages, {
        page: `handled-${number}-${atMs}`,
        role: 'handled',
        n: number,
      });
      this.#monitors.set(number, made);
      this.#created.push(made);
      return;
    }
    const path = `/monitors/${monitor.id}`;
    switch (kind) {
      case 'check-now':
        return this.#checkNow(door, monitor);
      case 'pause':
        return tell(door, { method: 'PATCH', path, body: { enabled: false } });
      case 'resume':
        return tell(door, { method: 'PATCH', path, body: { enabled: true } });
      case 'change-interval':
        return tell(door, { method: 'PATCH', path, body: { intervalSeconds: 5 + (atMs % 7) } });
      case 'rename':
        return tell(door, { method: 'PATCH', path, body: { name: `${monitor.page} at ${atMs}` } });
      case 'delete':
        await tell(door, { method: 'DELETE', path });
        this.#monitors.delete(number);
        return;
      case 'create':
        return;
    }
  }

  async #checkNow(door: Door, { id, page }: WatchedMonitor): Promise<void> {
    const fromMs = Date.now();
    const asked = ask(door, checkNowResult, { method: 'POST', path: `/monitors/${id}/check` });
    const result = await asked.then(
      ({ scheduledAt, status, httpStatus }) => ({ slotMs: Date.parse(scheduledAt), status, httpStatus }),
      () => null,
    );
    this.log.answers.push({ monitorId: id, page, fromMs, untilMs: Date.now(), result });
    await asked;
  }
}
