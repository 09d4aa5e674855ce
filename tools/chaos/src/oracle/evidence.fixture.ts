import type { Evidence, StoredCheck } from './evidence.js';

const BEGIN_MS = Date.UTC(2026, 0, 31, 12);
const INTERVAL_MS = 5_000;
const MONITOR = '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c';
const WINDOW = '0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a';
const PROBE_MS = 10;

/** The slots of the page that was down from the third to the fifth of ten. */
const slots = Array.from({ length: 10 }, (_, n) => ({ n, slotMs: BEGIN_MS + n * INTERVAL_MS, isGood: n < 3 || n > 5 }));
export const timeOf = (slot: number): number => BEGIN_MS + slot * INTERVAL_MS;
const markOf = (n: number, isGood: boolean): number => (isGood ? 210 : 510) + n;

const checks: StoredCheck[] = slots.map(({ n, slotMs, isGood }) => ({
  monitorId: MONITOR,
  slotMs,
  startedMs: slotMs + PROBE_MS,
  totalMs: PROBE_MS,
  trigger: 1,
  status: isGood ? 'up' : 'down',
  httpStatus: markOf(n, isGood),
}));

/** A run in which every promise held: one page, one outage, one fault that cost nothing. */
export const goodRun: Evidence = {
  monitors: [{ id: MONITOR, page: 'failing-0', role: 'failing', intervalMs: INTERVAL_MS }],
  faults: [{ kind: 'kill a service', victim: 'recorder', fromMs: timeOf(9), untilMs: timeOf(9), mayLose: false }],
  outages: [{ page: 'failing-0', fromMs: timeOf(2) + 2_000, untilMs: timeOf(5) + 2_000 }],
  requests: slots.map(({ n, slotMs, isGood }) => ({
    monitor: 'failing-0',
    atMs: slotMs + PROBE_MS + 5,
    status: markOf(n, isGood),
    isGood,
  })),
  alerts: (['down', 'recovered'] as const).map((kind) => ({
    atMs: timeOf(7),
    key: `key of ${kind}`,
    kind,
    windowIds: [WINDOW],
  })),
  answers: [
    {
      monitorId: MONITOR,
      page: 'failing-0',
      fromMs: timeOf(8),
      untilMs: timeOf(8) + 100,
      result: { slotMs: timeOf(8), status: 'up', httpStatus: markOf(8, true) },
    },
  ],
  final: {
    monitorIds: new Set([MONITOR]),
    checks,
    periods: [
      { monitorId: MONITOR, fromMs: BEGIN_MS, untilMs: null, intervalMs: INTERVAL_MS, phaseMs: BEGIN_MS % INTERVAL_MS },
    ],
    gaps: [],
    windows: [
      {
        id: WINDOW,
        monitorId: MONITOR,
        startedMs: timeOf(3) + PROBE_MS,
        endedMs: timeOf(6) + PROBE_MS,
        affectedChecks: 3,
      },
    ],
    statistics: [
      { monitorId: MONITOR, downSeconds: 15, up: 7, down: 3, unknown: 0, expectedSlots: 10, missedSlots: 0 },
    ],
    deadLetters: [],
  },
  isSettled: true,
  quietFromMs: timeOf(9) + 1,
  recoveryMs: 4_000,
  residentBytes: new Map([['recorder', 100 * 2 ** 20]]),
};

/** The same run with other checks in the end. */
export const withChecks = (change: (checks: StoredCheck[]) => StoredCheck[]): Evidence => ({
  ...goodRun,
  final: { ...goodRun.final, checks: change([...checks]) },
});
