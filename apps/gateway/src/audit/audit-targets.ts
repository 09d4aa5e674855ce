import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/**
 * How something is now, as the API shows it: with its secrets masked. Throws, or resolves to null, when it is not there.
 */
export type Snapshot = (id: string, manager: EntityManager) => Promise<unknown>;

/** What can be changed and how it is looked at. Each feature's module says so for its own. */
@Injectable()
export class AuditTargets {
  readonly #snapshots = new Map<string, Snapshot>();

  register(kind: string, snapshot: Snapshot): void {
    this.#snapshots.set(kind, snapshot);
  }

  has(kind: string): boolean {
    return this.#snapshots.has(kind);
  }

  /** @throws TypeError for an unregistered kind */
  snapshotOf(kind: string): Snapshot {
    const snapshot = this.#snapshots.get(kind);
    if (!snapshot) throw new TypeError(`no audit target is registered for "${kind}"`);
    return snapshot;
  }
}
