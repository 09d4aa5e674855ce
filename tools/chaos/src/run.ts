import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { monitorResponse } from '@wakeful/contracts';
import { checkedRows } from '@wakeful/launching';
import pg from 'pg';
import { z } from 'zod';
import type { World } from './faults/fault-kind.js';
import { inflictFaults } from './faults/inflict-faults.js';
import { countStale, type Evidence, type PageOutage, readFinalState } from './oracle/evidence.js';
import { judgeRun } from './oracle/judge.js';
import type { Verdict } from './oracle/verdict.js';
import type { Outage, Plan } from './plan/plan.js';
import { AlertReceiver } from './surroundings/alert-receiver.js';
import { createFleet } from './surroundings/fleet.js';
import { People } from './surroundings/people.js';
import { WatchedPages } from './surroundings/watched-pages.js';
import { ask, type Door } from './system/api.js';
import { type ChaosSystem, startChaosSystem } from './system/chaos-system.js';
import { MemoryWatch } from './system/memory-watch.js';
import { untilTrue } from './system/until-true.js';

const FIRST_CHECKS_WITHIN_MS = 60_000;
const RECOVERY_GIVEN_UP_AFTER_MS = 120_000;
const QUIET_WITHIN_MS = 120_000;
/** A slot is settled after its interval, its time-out and 30 s, about once a minute: see docs/architecture.md, "Gaps". */
const SETTLED_AFTER_MS = 150_000;
const POLL_MS = 250;
const ANSWER_WITHIN_MS = 2_000;

export interface RunOptions {
  readonly repoRoot: string;
  readonly plan: Plan;
  readonly disks: boolean;
  readonly clocks: boolean;
  /** Wait, for about two minutes, until slots without a result have become gaps. */
  readonly settle: boolean;
  /** Where to leave the logs of the services; null: nowhere. */
  readonly logsFolder: string | null;
  readonly signal: AbortSignal;
  readonly abandonSignal: AbortSignal;
  readonly say: (sentence: string) => void;
}

export interface RunResult {
  readonly verdicts: readonly Verdict[];
  readonly evidence: Evidence;
}

/** Starts the system, lets the plan happen, waits until all is calm, and judges. */
export async function runPlan(options: RunOptions): Promise<RunResult> {
  const { plan, signal, say } = options;
  await using stack = new AsyncDisposableStack();
  const pages = await WatchedPages.start();
  stack.defer(() => pages.close());
  const receiver = await AlertReceiver.start();
  stack.defer(() => receiver.close());
  say('Starting the system');
  const chaos = stack.use(await startChaosSystem(options));
  const doors = doorsOf(chaos);
  const door = doors[0];
  const fleet = await createFleet(door, pages, receiver.url, plan);
  await untilFresh(chaos, 0, FIRST_CHECKS_WITHIN_MS, signal);

  const memory = new MemoryWatch(chaos.system);
  stack.defer(() => memory.stop());
  const people = new People(
    doors,
    pages,
    fleet.filter(({ role }) => role === 'handled'),
  );
  const beginMs = Date.now();
  const world: World = { chaos, receiver };
  say(`${plan.faults.length} faults in ${Math.round(plan.lastsMs / 1000)} s`);
  const [faults, outages] = await Promise.all([
    inflictFaults(world, plan.faults, beginMs, signal, say),
    followOutages(plan.outages, pages, beginMs, signal),
    people.follow(plan.userActions, beginMs, signal),
  ]);

  const overMs = Date.now();
  const recoveredMs = await untilFresh(chaos, overMs, RECOVERY_GIVEN_UP_AFTER_MS, signal);
  const recoveryMs = recoveredMs === null ? null : recoveredMs - overMs;
  say(
    recoveryMs === null ? 'Not everything recovers' : `Everything recovers after ${(recoveryMs / 1000).toFixed(1)} s`,
  );
  const quietFromMs = await becomeQuiet(chaos, door, receiver, signal);
  if (options.settle) {
    say('Waiting until what is missing has become gaps');
    await untilTrue(() => isSettled(chaos, quietFromMs), { withinMs: SETTLED_AFTER_MS, everyMs: 1_000, signal });
  }
  const final = await readFinalState(chaos.system.databaseUrl, door);
  const evidence: Evidence = {
    monitors: [...fleet, ...people.created],
    ...{ faults, outages, final, quietFromMs, recoveryMs },
    requests: pages.log,
    pageStalls: pages.stalls,
    alerts: receiver.log,
    answers: people.log.answers,
    isSettled: options.settle,
    residentBytes: memory.most,
  };
  if (options.logsFolder !== null) await writeEvidence(options.logsFolder, evidence);
  return { verdicts: judgeRun(evidence), evidence };
}

async function writeEvidence(folder: string, evidence: Evidence): Promise<void> {
  await mkdir(folder, { recursive: true });
  const plain = (_key: string, value: unknown): unknown =>
    value instanceof Map || value instanceof Set ? [...value] : value;
  await writeFile(join(folder, 'evidence.json'), JSON.stringify(evidence, plain));
}

function doorsOf({ system }: ChaosSystem): [Door, Door] {
  const { apiKey, gatewayUrl, urls } = system;
  return [
    { apiKey, gatewayUrl },
    { apiKey, gatewayUrl: urls['gateway-2'] ?? gatewayUrl },
  ];
}

async function followOutages(
  outages: readonly Outage[],
  pages: WatchedPages,
  beginMs: number,
  signal: AbortSignal,
): Promise<PageOutage[]> {
  return Promise.all(
    outages.map(async ({ monitor, fromMs, untilMs }) => {
      const page = `failing-${monitor}`;
      await delay(Math.max(0, beginMs + fromMs - Date.now()), undefined, { signal });
      pages.setFailing(page, true);
      const begunMs = Date.now();
      await delay(Math.max(0, beginMs + untilMs - Date.now()), undefined, { signal });
      pages.setFailing(page, false);
      return { page, fromMs: begunMs, untilMs: Date.now() };
    }),
  );
}

/** @param text selects whether there is none of something, as `none` */
const isNone = async (client: pg.Client, text: string): Promise<boolean> =>
  (await checkedRows(client, z.strictObject({ none: z.boolean() }), text))[0]?.none === true;

async function connected<T>({ system }: ChaosSystem, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: system.databaseUrl,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    void client.end().catch(() => undefined);
  }
}

const answers = ({ gatewayUrl }: Door): Promise<boolean> =>
  fetch(gatewayUrl, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).then(
    () => true,
    () => false,
  );

/** When every monitor had a conclusive result of a slot after a time, and the API answers; null: it took too long. */
async function untilFresh(
  chaos: ChaosSystem,
  afterMs: number,
  withinMs: number,
  signal: AbortSignal,
): Promise<number | null> {
  const isFresh = (): Promise<boolean> => connected(chaos, async (client) => (await countStale(client, afterMs)) === 0);
  const isBack = async (): Promise<boolean> =>
    (await isFresh()) && (await Promise.all(doorsOf(chaos).map(answers))).every(Boolean);
  return (await untilTrue(isBack, { withinMs, everyMs: POLL_MS, signal })) ? Date.now() : null;
}

/** Pauses every monitor and waits until no alert is under way; returns when it began: slots until then are accounted for. */
async function becomeQuiet(
  chaos: ChaosSystem,
  door: Door,
  receiver: AlertReceiver,
  signal: AbortSignal,
): Promise<number> {
  const wait = { withinMs: QUIET_WITHIN_MS, everyMs: POLL_MS, signal };
  const none = (text: string) => (): Promise<boolean> => connected(chaos, (client) => isNone(client, text));
  await untilTrue(none('SELECT count(*) = 0 AS none FROM monitor_state WHERE window_id IS NOT NULL'), wait);
  const quietFromMs = Date.now();
  await untilTrue(
    none(`SELECT count(*) = 0 AS none FROM monitor_schedule WHERE next_due_at < to_timestamp(${quietFromMs / 1000})`),
    wait,
  );
  const ids = await connected(chaos, (client) =>
    checkedRows(client, z.strictObject({ id: z.uuid() }), 'SELECT id FROM monitors WHERE enabled'),
  );
  for (const { id } of ids)
    await ask(door, monitorResponse, { method: 'PATCH', path: `/monitors/${id}`, body: { enabled: false } });
  const isTold = none(
    `SELECT (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'retrying')) + (SELECT count(*) FROM outbox) = 0 AS none`,
  );
  // What is in a queue shows nowhere in the database: it must be calm for longer than a redelivery takes.
  let calmSinceMs: number | null = null;
  let seen = -1;
  const isCalm = async (): Promise<boolean> => {
    const isStill = (await isTold()) && seen === receiver.log.length;
    seen = receiver.log.length;
    calmSinceMs = isStill ? (calmSinceMs ?? Date.now()) : null;
    return calmSinceMs !== null && Date.now() - calmSinceMs > CALM_FOR_MS;
  };
  await untilTrue(isCalm, wait);
  return quietFromMs;
}
const CALM_FOR_MS = 12_000;

const isSettled = (chaos: ChaosSystem, untilMs: number): Promise<boolean> =>
  connected(chaos, async (client) => {
    const text = `SELECT count(*) = 0 AS none FROM monitor_state WHERE settled_until < to_timestamp(${untilMs / 1000})`;
    return isNone(client, text);
  });
