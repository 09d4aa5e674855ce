import type { MonitorResponse, Page } from '@wakeful/contracts';
import { type Durations, durationsOf } from '../../measuring/durations.js';
import type { BenchSystem } from '../../system/bench-system.js';
import { callApi } from '../../system/call-api.js';

const ROUNDS = 60;
const PAGE_SIZE = 50;

/** What the overview asks for as it is opened, filtered, sorted and scrolled. */
const LIST_QUERIES = [
  'sort=status',
  'sort=status&page=3',
  'sort=name',
  'sort=-responseTime',
  'sort=-createdAt',
  'sort=status&status=down',
  'sort=status&status=up',
  'sort=status&status=down,degraded,unknown',
  'sort=status&tag=team-07',
  'sort=status&q=berlin',
] as const;

export interface ListTimes {
  readonly all: Durations;
  readonly byQuery: Readonly<Record<string, Durations>>;
}

/** Asks the API for pages of the list, one after the other, until the answer has been read. */
export async function timeLists({ system, signal }: BenchSystem): Promise<ListTimes> {
  const times = new Map<string, number[]>(LIST_QUERIES.map((query) => [query, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [query, timesMs] of times) {
      signal.throwIfAborted();
      const startedMs = performance.now();
      const page = await callApi<Page<MonitorResponse>>(system, 'GET', `/monitors?pageSize=${PAGE_SIZE}&${query}`);
      timesMs.push(performance.now() - startedMs);
      if (page.items.length !== PAGE_SIZE) throw new Error(`${query} was answered with ${page.items.length} monitors.`);
    }
  }
  return {
    all: durationsOf([...times.values()].flat()),
    byQuery: Object.fromEntries([...times].map(([query, timesMs]) => [query, durationsOf(timesMs)])),
  };
}
