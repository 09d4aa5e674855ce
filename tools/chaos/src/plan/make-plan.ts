import { type FaultKind, faultKinds } from '../faults/fault-kinds.js';
import type { Fault, Outage, Plan, UserAction } from './plan.js';
import { Random } from './random.js';

/** A monitor that changes four times within ten minutes is reported as flapping, not change by change. */
const BETWEEN_OUTAGES_OF_A_MONITOR_MS = 630_000;
const OUTAGE_MS = { min: 9_000, max: 45_000 };
/** Outages come about as often as faults, so that most faults hit one. */
const FAULTS_PER_OUTAGE = 1.2;
const BETWEEN_USER_ACTIONS_MS = { min: 500, max: 4_000 };

export interface PlanOptions {
  readonly seed: number;
  readonly faults: number;
  /** From the start of a fault to that of the next one, on average. */
  readonly paceMs: number;
  /** The kinds that this machine can do. */
  readonly kinds: readonly string[];
}

export function makePlan({ seed, faults: count, paceMs, kinds }: PlanOptions): Plan {
  const random = new Random(seed);
  const faults = makeFaults(
    random,
    count,
    paceMs,
    faultKinds.filter(({ name }) => kinds.includes(name)),
  );
  const endMs = Math.max(0, ...faults.map(({ atMs, forMs }) => atMs + forMs));
  const outageCount = Math.max(2, Math.round(count / FAULTS_PER_OUTAGE));
  const perMonitor = 1 + Math.floor(endMs / BETWEEN_OUTAGES_OF_A_MONITOR_MS);
  const monitors = {
    steady: Math.min(20, 4 + Math.round(count / 5)),
    failing: Math.ceil(outageCount / perMonitor),
    handled: Math.min(12, 3 + Math.round(count / 10)),
  };
  return {
    seed,
    lastsMs: endMs,
    monitors,
    faults,
    outages: makeOutages(random, monitors.failing, endMs),
    userActions: makeUserActions(random, monitors.handled, endMs),
  };
}

/** Every kind comes up before one comes up again, in an order that differs from round to round. */
function makeFaults(random: Random, count: number, paceMs: number, kinds: readonly FaultKind[]): Fault[] {
  const faults: Fault[] = [];
  let round: FaultKind[] = [];
  let atMs = 0;
  while (faults.length < count) {
    if (round.length === 0) round = random.shuffled(kinds);
    const kind = round.pop();
    if (!kind) throw new RangeError('There is no kind of fault to choose from.');
    atMs += random.between(Math.round(paceMs * 0.2), Math.round(paceMs * 1.8));
    const victim = kind.victims.length === 0 ? null : random.pick(kind.victims);
    faults.push({ atMs, kind: kind.name, victim, forMs: random.between(...kind.forMs) });
  }
  return faults;
}

/** Each monitor has an outage some time in the beginning, and its next ones as soon as they may come. */
function makeOutages(random: Random, monitors: number, endMs: number): Outage[] {
  const outages: Outage[] = [];
  const latestMs = Math.max(0, endMs - OUTAGE_MS.min);
  for (let monitor = 0; monitor < monitors; monitor++) {
    let fromMs = random.between(0, Math.min(latestMs, BETWEEN_OUTAGES_OF_A_MONITOR_MS));
    while (fromMs <= latestMs) {
      // It need not continue for long once nothing goes wrong.
      const lastsMs = Math.min(random.between(OUTAGE_MS.min, OUTAGE_MS.max), endMs + OUTAGE_MS.min - fromMs);
      const untilMs = fromMs + Math.max(lastsMs, OUTAGE_MS.min);
      outages.push({ monitor, fromMs, untilMs });
      fromMs = untilMs + BETWEEN_OUTAGES_OF_A_MONITOR_MS;
    }
  }
  return outages;
}

function makeUserActions(random: Random, monitors: number, endMs: number): UserAction[] {
  const actions: UserAction[] = [];
  // Most of what people do is to look whether it works now; they rarely delete.
  const kinds = [
    'check-now',
    'check-now',
    'check-now',
    'pause',
    'resume',
    'resume',
    'change-interval',
    'rename',
  ] as const;
  for (let atMs = 0; ;) {
    atMs += random.between(BETWEEN_USER_ACTIONS_MS.min, BETWEEN_USER_ACTIONS_MS.max);
    if (atMs >= endMs) return actions;
    const isRare = random.next() < 0.08;
    const kind = isRare ? random.pick(['delete', 'create'] as const) : random.pick(kinds);
    actions.push({ atMs, kind, monitor: random.between(0, monitors - 1), gateway: random.between(0, 1) });
  }
}
