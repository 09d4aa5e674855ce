import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse } from '@wakeful/contracts';
import { RESTART_BACK_OFF } from '@wakeful/launching';
import { startTarget, type Target, waitFor } from '@wakeful/testing';
import { account, type Accounts, type Slot } from './accounting.fixture.js';
import { createFleet, type Quiet, quieten, waitForFreshResults } from './fleet.fixture.js';
import { startTestSystem, type TestSystem } from './test-system.fixture.js';

const MONITORS = 60;
/** Pages whose probes take a while, so that something is always in flight. */
const SLOW_PAGES = 15;
const SLOW_ANSWER_MS = 1_000;
const INTERVAL_MS = 5_000;
/** How long is waited at most: the machine may be slow. What each kill took stands in the output. */
const PATIENCE_MS = 90_000;
/** A slot was under way when it was due this long before a kill: its probe may have been in flight. */
const REACH_MS = SLOW_ANSWER_MS + 500;

const VICTIMS = ['scheduler', 'checker', 'recorder', 'gateway', 'nats', 'postgres', 'everything'] as const;
type Victim = (typeof VICTIMS)[number];
/** More rounds kill at more moments: for a soak, as in WAKEFUL_KILL_ROUNDS=20. */
const ROUNDS = Number(process.env['WAKEFUL_KILL_ROUNDS'] || 1);

interface Phase {
  readonly victim: Victim;
  readonly killedAtMs: number;
  /** Every monitor had a fresh conclusive result. */
  readonly normalAtMs: number;
}

let running: TestSystem;
let target: Target;
let monitors: MonitorResponse[];
const phases: Phase[] = [];
let accounts: Accounts;
let quiet: Quiet;

beforeAll(async () => {
  [running, target] = await Promise.all([
    startTestSystem({
      instances: { scheduler: 2, checker: 2, recorder: 2 },
      // What PostgreSQL has committed must outlive it.
      durability: 'durable',
      // A process that is killed again and again is not one that cannot start.
      backOff: { ...RESTART_BACK_OFF, resetAfterMs: 3_000 },
    }),
    startTarget(),
  ]);
  for (let n = 0; n < SLOW_PAGES; n++) target.respondWith({ delayMs: SLOW_ANSWER_MS }, `/${n}`);
  monitors = await createFleet(running.api, target.url, MONITORS);
  await waitForFreshResults(running, monitors, Date.now(), PATIENCE_MS);
}, 180_000);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await target.close();
}, 60_000);

/** Kills at once whatever it may be doing, and waits until every killed process runs again and every page was checked. */
async function killAndRecover(victim: Victim): Promise<Phase> {
  const { system, lives } = running;
  const killed = victim === 'everything' ? Object.keys(system.pids()) : [victim];
  const livesBefore = lives.length;
  const killedAtMs = Date.now();
  expect(killed.filter((name) => !system.kill(name, 'SIGKILL'))).toEqual([]);
  const isBack = (name: string): boolean =>
    lives.slice(livesBefore).findLast(({ component }) => component === name)?.type === 'ready again';
  await waitFor(() => killed.every(isBack), {
    what: `${victim} to be ready again`,
    timeoutMs: PATIENCE_MS,
  });
  await waitForFreshResults(running, monitors, killedAtMs, PATIENCE_MS);
  return { victim, killedAtMs, normalAtMs: Date.now() };
}

/** During which kill a slot was under way; of two kills that follow each other, the later one. */
const phaseOf = ({ slotMs }: Slot): Phase | undefined =>
  phases.findLast(({ killedAtMs, normalAtMs }) => slotMs >= killedAtMs - REACH_MS && slotMs <= normalAtMs);

function describeAccounts(): string {
  const { expected, conclusive, missing, unknown, invented, down, unscheduled } = accounts;
  const lateMs = Math.max(...conclusive.map(({ delayMs }) => delayMs));
  const lines = phases.map((phase, index) => {
    const seconds = ((phase.normalAtMs - phase.killedAtMs) / 1000).toFixed(1);
    const gaps = missing.filter((slot) => phaseOf(slot) === phase).length;
    const untilMs = phases[index + 1]?.killedAtMs ?? Infinity;
    const isWithin = (atMs: number): boolean => atMs >= phase.killedAtMs && atMs < untilMs;
    const probes = target.requests.filter(({ at }) => isWithin(at.getTime())).length;
    const stored = conclusive.filter(({ slotMs, delayMs }) => isWithin(slotMs + delayMs)).length;
    return (
      `  kill -9 ${phase.victim}: every page checked again after ${seconds} s, ${gaps} gaps, ` +
      `${probes - stored} probes more than results`
    );
  });
  return [
    `${expected} slots expected: ${conclusive.length} stored, ${missing.length} gaps, ${unknown.length} unknown; ` +
      `${invented.length} invented, ${down.length} down, ${unscheduled} re-checks; ` +
      `${target.requests.length} probes seen by the target; the latest probe began ${lateMs} ms after its slot`,
    ...lines,
    `  left in the queues: ${quiet.leftOver.checks} bundles of checks, ${quiet.leftOver.results} batches of results`,
  ].join('\n');
}

describe('killing any process, NATS or PostgreSQL', () => {
  it.each(VICTIMS)(
    'does not keep the system from working: %s',
    async (victim) => {
      for (let round = 0; round < ROUNDS; round++) {
        const phase = await killAndRecover(victim);
        phases.push(phase);
      }
    },
    2 * ROUNDS * PATIENCE_MS,
  );

  it('can be accounted for when everything is quiet', async () => {
    quiet = await quieten(running, monitors);
    accounts = await account(running.system.databaseUrl, quiet.untilMs);
    process.stdout.write(`${describeAccounts()}\n`);
    expect(phases).toHaveLength(VICTIMS.length * ROUNDS);
  }, 90_000);

  it('leaves every slot as one stored result or as a gap', () => {
    const { expected, conclusive, missing, unknown } = accounts;
    expect(conclusive.length + missing.length + unknown.length).toBe(expected);
    expect(expected).toBeGreaterThan((MONITORS * (phases.at(-1)!.normalAtMs - phases[0]!.killedAtMs)) / INTERVAL_MS);
  });

  it('leaves gaps only at slots that were under way when something was killed', () => {
    expect(accounts.missing.filter((slot) => !phaseOf(slot))).toEqual([]);
    expect(accounts.unknown).toEqual([]);
  });

  it.each(['scheduler', 'recorder', 'gateway'] as const)('costs not one slot when it is a %s', (victim) => {
    expect(accounts.missing.filter((slot) => phaseOf(slot)?.victim === victim)).toEqual([]);
  });

  it.each(VICTIMS)('costs fewer slots than were due until the system worked again: %s', (victim) => {
    for (const phase of phases.filter((one) => one.victim === victim)) {
      const missing = accounts.missing.filter((slot) => phaseOf(slot) === phase);
      const due = Math.ceil((phase.normalAtMs - phase.killedAtMs) / INTERVAL_MS) * MONITORS;
      // A checker takes with it what it had in hand, and no more.
      expect(missing.length).toBeLessThanOrEqual(victim === 'checker' ? MONITORS / 4 : due);
    }
  });

  it('invents no check: each has its slot, and a probe that the target saw', () => {
    expect(accounts.invented).toEqual([]);
    expect(accounts.unscheduled).toBe(0);
    const probes = new Map<string, number>();
    for (const { path } of target.requests) probes.set(path, (probes.get(path) ?? 0) + 1);
    const unprobed = monitors.filter(
      ({ id, url }) => (accounts.rowsByMonitor.get(id) ?? 0) > (probes.get(new URL(url).pathname) ?? 0),
    );
    expect(unprobed).toEqual([]);
  });

  it('leaves no result in a queue from which no one takes it', () => {
    expect(quiet.leftOver.results).toBe(0);
  });

  it('calls no page down that was up all the time', () => {
    expect(target.requests.every(({ status }) => status === 200)).toBe(true);
    expect(accounts.down).toEqual([]);
    expect(accounts.downtimeWindows).toBe(0);
    expect(accounts.notUp).toBe(0);
  });
});
