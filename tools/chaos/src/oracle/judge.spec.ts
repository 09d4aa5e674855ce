import { describe, expect, it } from '@jest/globals';
import { goodRun, timeOf, withChecks } from './evidence.fixture.js';
import type { Evidence } from './evidence.js';
import { judgeRun } from './judge.js';

const brokenIn = (evidence: Evidence): string[] =>
  judgeRun(evidence)
    .filter(({ breaches }) => breaches.length > 0)
    .map(({ promise }) => promise);

const { final, alerts, requests, outages } = goodRun;
const slot = (n: number) => ({ monitorId: final.checks[0]!.monitorId, fromMs: timeOf(n), untilMs: timeOf(n + 1) });
const withFinal = (changes: Partial<Evidence['final']>): Evidence => ({ ...goodRun, final: { ...final, ...changes } });
const window = final.windows[0]!;

const ONE_RESULT_OR_GAP = 'Every slot has one result or lies in one gap';
const HAPPENED = 'Nothing is stored that did not happen';
const STORED = 'Every request is stored';
const EXACT = 'Windows are exactly what the pages answered';
const PLANNED = 'Windows are the planned outages';
const ALERTS = 'Each alert arrives once';

describe('the oracle', () => {
  it('has nothing to say about a run in which everything held', () => {
    expect(brokenIn(goodRun)).toEqual([]);
  });

  it.each<[what: string, evidence: Evidence, promise: string]>([
    ['a slot without a result and without a gap', withChecks((all) => all.slice(0, -1)), ONE_RESULT_OR_GAP],
    ['a slot with a result that lies in a gap too', withFinal({ gaps: [slot(8)] }), ONE_RESULT_OR_GAP],
    ['a slot with two results', withChecks((all) => [...all, { ...all[9]! }]), ONE_RESULT_OR_GAP],
    [
      'a result at a time for which nothing was scheduled',
      withChecks((all) => all.map((one, n) => (n === 8 ? { ...one, slotMs: one.slotMs + 1 } : one))),
      'No result without a slot',
    ],
    [
      'a slot that is missing while nothing is wrong',
      {
        ...withChecks((all) => all.filter((_, n) => n !== 0)),
        final: { ...withChecks((all) => all.slice(1)).final, gaps: [slot(0)] },
      },
      'Nothing is missing when nothing is wrong',
    ],
    [
      'a schedule that changed by itself',
      withFinal({ periods: [...final.periods, ...final.periods] }),
      'The schedule is as it was asked for',
    ],
    ['a result that no page answered', { ...goodRun, requests: requests.slice(0, -1) }, HAPPENED],
    [
      'a result that says the opposite of the page',
      withChecks((all) => all.map((one, n) => (n === 9 ? { ...one, status: 'down' } : one))),
      HAPPENED,
    ],
    ['a request of which nothing is stored', withChecks((all) => all.slice(0, 6)), STORED],
    [
      'one slot that is probed again and again',
      { ...goodRun, requests: [...requests, ...Array.from({ length: 4 }, () => ({ ...requests[9]!, status: 299 }))] },
      'A slot is probed again only when it is redelivered',
    ],
    [
      'a window that begins a check too late',
      withFinal({ windows: [{ ...window, startedMs: timeOf(4) + 10 }] }),
      EXACT,
    ],
    ['a window that counts a failure too few', withFinal({ windows: [{ ...window, affectedChecks: 2 }] }), EXACT],
    ['a window that never ended', withFinal({ windows: [{ ...window, endedMs: null }] }), EXACT],
    ['a window that is not there', withFinal({ windows: [] }), EXACT],
    ['a window without an outage', { ...goodRun, outages: [] }, PLANNED],
    [
      'a window that begins long after its outage',
      { ...goodRun, faults: [], outages: outages.map((one) => ({ ...one, fromMs: one.fromMs - 20_000 })) },
      PLANNED,
    ],
    ['an alert that is missing', { ...goodRun, alerts: alerts.slice(0, 1) }, ALERTS],
    [
      'an alert that comes twice under two keys',
      { ...goodRun, alerts: [...alerts, { ...alerts[0]!, key: 'another' }] },
      ALERTS,
    ],
    [
      'an alert of a window that is not there',
      { ...goodRun, alerts: [...alerts, { ...alerts[0]!, windowIds: ['another'] }] },
      ALERTS,
    ],
    [
      'statistics that miss a check',
      withFinal({ statistics: final.statistics.map((one) => ({ ...one, up: one.up - 1 })) }),
      'Statistics are a recount of the checks',
    ],
    [
      'an answer to "check now" that was never stored',
      { ...goodRun, answers: goodRun.answers.map((one) => ({ ...one, result: { ...one.result!, slotMs: 1 } })) },
      '"Check now" answers what is stored',
    ],
    ['a dead letter', withFinal({ deadLetters: ['check.completed.v1'] }), 'No message is put aside'],
    ['a standstill', { ...goodRun, recoveryMs: null }, 'Everything goes on after the last fault'],
    ['a slow recovery', { ...goodRun, recoveryMs: 30_001 }, 'Everything goes on after the last fault'],
    ['a leak', { ...goodRun, residentBytes: new Map([['gateway', 2 ** 30]]) }, 'No service takes more than 400 MiB'],
  ])('finds %s', (_what, evidence, promise) => {
    expect(brokenIn(evidence)).toContain(promise);
  });

  it('takes an alert that is sent again under its key for the same one', () => {
    expect(brokenIn({ ...goodRun, alerts: [...alerts, alerts[0]!] })).toEqual([]);
  });

  it('asks for no result of a probe that was killed with its checker, if its slot is a gap', () => {
    const last = requests[9]!;
    const killed: Evidence = {
      ...withChecks((all) => all.slice(0, 9)),
      final: {
        ...final,
        checks: final.checks.slice(0, 9),
        gaps: [slot(9)],
        statistics: [{ ...final.statistics[0]!, up: 6, missedSlots: 1 }],
      },
      faults: [{ kind: 'kill a service', victim: 'checker', fromMs: last.atMs, untilMs: last.atMs, mayLose: true }],
    };
    expect(brokenIn(killed)).toEqual([]);
  });
});
