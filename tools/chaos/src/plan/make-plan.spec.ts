import { describe, expect, it } from '@jest/globals';
import { faultKinds } from '../faults/fault-kinds.js';
import { makePlan } from './make-plan.js';
import { plan as planShape } from './plan.js';

const kinds = faultKinds.map(({ name }) => name);
const options = { seed: 42, faults: 3 * kinds.length, paceMs: 8_000, kinds };
const plan = makePlan(options);

describe('a plan of faults', () => {
  it('follows from its seed', () => {
    expect(makePlan(options)).toEqual(plan);
    expect(makePlan({ ...options, seed: 43 }).faults).not.toEqual(plan.faults);
  });

  it('can be written down and read again', () => {
    expect(planShape.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });

  it('has every kind of fault equally often', () => {
    for (const kind of kinds) expect(plan.faults.filter((one) => one.kind === kind)).toHaveLength(3);
  });

  it('keeps the outages of a monitor so far apart that none of them counts as flapping', () => {
    const long = makePlan({ ...options, faults: 400 });
    expect(long.outages.length).toBeGreaterThan(200);
    for (let monitor = 0; monitor < long.monitors.failing; monitor++) {
      const own = long.outages.filter((one) => one.monitor === monitor).toSorted((a, b) => a.fromMs - b.fromMs);
      for (const [n, outage] of own.entries())
        if (n > 0) expect(outage.untilMs - own[n - 1]!.fromMs).toBeGreaterThan(600_000);
    }
  });

  it('lets an outage hit most of the time', () => {
    const under = plan.faults.filter(({ atMs, forMs }) =>
      plan.outages.some(({ fromMs, untilMs }) => fromMs <= atMs + forMs + 10_000 && untilMs >= atMs),
    );
    expect(under.length).toBeGreaterThan(plan.faults.length / 2);
  });
});
