import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../http/request-error.js';
import { type AuditRecord, differences, recordChange } from './audit-log.js';
import type { Snapshot } from './audit-targets.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const changes = new AsyncLocalStorage<AuditedChange>();

/** The change that the request under way is about to make, if it is one that is written down. */
export const currentChange = (): AuditedChange | undefined => changes.getStore();

/** The id of what an operation made, if it answered with one. */
function idOf(result: unknown): string | null {
  const id = typeof result === 'object' && result !== null && 'id' in result ? result.id : null;
  return typeof id === 'string' ? id : null;
}

/** What one request changes, from how it was to the row in the audit log. Written once, with the change itself. */
export class AuditedChange {
  #before: unknown = null;
  #isWritten = false;

  constructor(
    private readonly record: Omit<AuditRecord, 'target' | 'before' | 'after'>,
    private readonly target: { kind: string; id: string | null },
    private readonly snapshot: Snapshot,
  ) {}

  /** Runs the handler of the request, so that its transaction finds this change. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return changes.run(this, work);
  }

  async lookBefore(manager: EntityManager): Promise<void> {
    this.#before = await this.look(this.target.id, manager);
  }

  /** Writes the row unless that is done. Within a transaction it is only done when that is committed. */
  async write(manager: EntityManager, result: unknown): Promise<void> {
    if (this.#isWritten) return;
    const id = this.target.id ?? idOf(result);
    const after = await this.look(id, manager);
    const target = { kind: this.target.kind, id };
    await recordChange({ database: manager }, { ...this.record, target, ...differences(this.#before, after) });
  }

  committed(): void {
    this.#isWritten = true;
  }

  private async look(id: string | null, manager: EntityManager): Promise<unknown> {
    if (id === null || !UUID.test(id)) return null;
    try {
      return await this.snapshot(id, manager);
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }
}
