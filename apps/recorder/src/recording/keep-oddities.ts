import { comparePlaces } from '@wakeful/domain';
import { changesOf, forgetOddities, saveOddities, storableJson } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { MonitorRecord } from './monitor-record.js';
import type { KeyedResult } from './store-checks.js';

/**
 * Keeps what strayed in the newest good answer of each monitor. Only the location that saw it can change it or see it gone:
 * others may be answered otherwise each time, and what is stored would change with every check. What is stored was read with the locked monitors, so a
 * batch in which nothing changes costs no statement, and every recorder knows what the others stored. Of two recorders that
 * hold results of one monitor at the same moment, the one that waited for the lock may have read what was stored before the
 * other; the monitor's next good answer mends that.
 * @param results those that come behind everything that was judged before
 */
export async function keepOddities(
  manager: EntityManager,
  records: ReadonlyMap<string, MonitorRecord>,
  results: readonly KeyedResult[],
): Promise<void> {
  const changed = newestGood(results.filter(mayChange(records))).filter(({ monitorId, oddities }) => {
    const stored = records.get(monitorId)?.oddities ?? [];
    return storableJson(oddities) !== JSON.stringify(stored);
  });
  const { strayed = [], clean = [] } = Object.groupBy(changed, ({ oddities }) =>
    oddities.length > 0 ? 'strayed' : 'clean',
  );
  if (strayed.length > 0) await changesOf(manager, saveOddities, { strayed });
  if (clean.length > 0) {
    await changesOf(manager, forgetOddities, { monitorIds: clean.map(({ monitorId }) => monitorId) });
  }
}

const mayChange =
  (records: ReadonlyMap<string, MonitorRecord>) =>
  ({ result: { monitorId, location } }: KeyedResult): boolean =>
    (records.get(monitorId)?.odditiesLocation ?? location) === location;

interface GoodAnswer {
  monitorId: string;
  location: string;
  oddities: readonly string[];
  since: number;
}

/** The newest good answer of each monitor that has one. */
function newestGood(results: readonly KeyedResult[]): GoodAnswer[] {
  const newest = new Map<string, KeyedResult>();
  for (const keyed of results) {
    const { monitorId, status } = keyed.result;
    if (status !== 'up' && status !== 'degraded') continue;
    const known = newest.get(monitorId);
    if (!known || comparePlaces(known, keyed) < 0) newest.set(monitorId, keyed);
  }
  return [...newest.values()].map(({ result, startedMs }) => ({
    monitorId: result.monitorId,
    location: result.location,
    oddities: result.facts.oddities ?? [],
    since: startedMs,
  }));
}
