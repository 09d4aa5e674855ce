import { Injectable } from '@nestjs/common';
import { type CheckResult, type GoodCheck, MAX_BASELINE_ADDRESSES } from '@wakeful/contracts';
import { BoundedCache, goodCheckOf } from '@wakeful/domain';
import { changesOf, learnGoodChecks } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

const KNOWN_MONITORS = 50_000;

/** What this process knows to be stored of a monitor. */
interface Known {
  /** All but the addresses. */
  rest: string;
  addresses: Set<string>;
}

const restOf = ({ httpStatus, finalUrl, certificate }: GoodCheck): string =>
  JSON.stringify([httpStatus, finalUrl, certificate]);

/**
 * Remembers how a site is while it is good: what is compared when it fails. It is written when it changes, which is seldom, and not with each
 * check: a process remembers what it knows to be stored.
 */
@Injectable()
export class LearnGoodChecks {
  readonly #known = new BoundedCache<Known>(KNOWN_MONITORS);

  /** In the transaction that stores the results. The function that it returns is to be called when that is committed. */
  async execute(manager: EntityManager, results: readonly CheckResult[]): Promise<() => void> {
    const news = new Map<string, GoodCheck>();
    for (const result of results) {
      if (result.status !== 'up' && result.status !== 'degraded') continue;
      const goodCheck = goodCheckOf(result);
      if (this.#isNew(result.monitorId, goodCheck)) news.set(result.monitorId, goodCheck);
    }
    if (news.size > 0) {
      const goodChecks = [...news].map(([monitorId, goodCheck]) => ({ monitorId, goodCheck }));
      await changesOf(manager, learnGoodChecks, { goodChecks, maxAddresses: MAX_BASELINE_ADDRESSES });
    }
    return () => {
      for (const [monitorId, goodCheck] of news) this.#remember(monitorId, goodCheck);
    };
  }

  /** Whether a good result tells nothing that is not stored already, as far as this process knows. */
  isKnown(result: CheckResult): boolean {
    return !this.#isNew(result.monitorId, goodCheckOf(result));
  }

  #isNew(monitorId: string, goodCheck: GoodCheck): boolean {
    const { rest, addresses } = this.#knownOf(monitorId);
    return rest !== restOf(goodCheck) || !goodCheck.addresses.every((address) => addresses.has(address));
  }

  #remember(monitorId: string, goodCheck: GoodCheck): void {
    const known = this.#knownOf(monitorId);
    known.rest = restOf(goodCheck);
    if (known.addresses.size >= MAX_BASELINE_ADDRESSES) known.addresses.clear();
    for (const address of goodCheck.addresses) known.addresses.add(address);
  }

  #knownOf(monitorId: string): Known {
    return this.#known.getOrMake(monitorId, () => ({ rest: '', addresses: new Set() }));
  }
}
