import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MAX_CHECKS_PER_BUNDLE } from '@wakeful/contracts';
import { phaseMsOf, slotsWithin } from '@wakeful/domain';
import { createLogger } from '@wakeful/platform';
import { type SchedulerRig, startSchedulerRig } from '../scheduler.fixture.js';
import { ClaimDueSlots } from './claim-due-slots.js';
import { DueCheckPublisher } from './due-check-publisher.js';

const INTERVAL_MS = 60_000;
const T0_MS = Date.UTC(2026, 10, 23, 12);

const logger = createLogger('test', 'fatal');
let rig: SchedulerRig;
beforeAll(async () => {
  rig = await startSchedulerRig();
});
afterAll(() => rig.stop());
afterEach(async () => {
  await rig.dataSource.query('DELETE FROM monitors');
  await rig.emptyStreams();
});

const aScheduler = (publisher = new DueCheckPublisher(rig.bus, logger)): ClaimDueSlots =>
  new ClaimDueSlots(rig.dataSource, publisher);
const identities = async (): Promise<string[]> =>
  (await rig.publishedChecks()).map((check) => `${check.monitorId}/${check.slotMs}/${check.location}`).sort();
const insertMonitors = (count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => rig.insertMonitor({ fromMs: T0_MS, intervalMs: INTERVAL_MS })));

describe('claiming due slots', () => {
  it('never doubles or skips a slot with two schedulers at once', async () => {
    const ids = await insertMonitors(40);
    const endMs = T0_MS + 3 * INTERVAL_MS;
    const schedulers = [aScheduler(), aScheduler()];
    for (let nowMs = T0_MS; nowMs < endMs; nowMs += 1_000) {
      await Promise.all(schedulers.map((scheduler) => scheduler.run(7, nowMs)));
      for (let left = 1; left > 0;) left = (await schedulers[0]?.run(100, nowMs))?.claimed ?? 0;
    }
    const expected = ids.flatMap((id) =>
      slotsWithin(
        { intervalMs: INTERVAL_MS, phaseMs: phaseMsOf(id, INTERVAL_MS), fromMs: T0_MS, untilMs: null },
        T0_MS,
        endMs,
      )
        .filter((slotMs) => slotMs <= endMs - 1_000)
        .map((slotMs) => `${id}/${slotMs}/default`),
    );
    expect(await identities()).toEqual(expected.sort());
  }, 60_000);

  it('runs one check, not a burst, for a monitor whose slots were missed', async () => {
    const [id] = await insertMonitors(1);
    await aScheduler().run(10, T0_MS);
    await aScheduler().run(10, T0_MS + 30 * INTERVAL_MS);
    const slots = (await rig.publishedChecks()).filter((check) => check.monitorId === id).map((check) => check.slotMs);
    expect(slots).toHaveLength(2);
    expect(slots[1]).toBeGreaterThan(T0_MS + 29 * INTERVAL_MS);
  });

  it('publishes the same checks again after a crash before the commit, and the stream keeps them once', async () => {
    await insertMonitors(5);
    const crash = new Error('killed');
    const doomed = new DueCheckPublisher(rig.bus, logger);
    const publish = doomed.publish.bind(doomed);
    doomed.publish = async (slots) => {
      await publish(slots);
      throw crash;
    };
    await expect(aScheduler(doomed).run(10, T0_MS)).rejects.toBe(crash);
    const published = await identities();
    expect(published).toHaveLength(5);
    await aScheduler().run(10, T0_MS);
    expect(await identities()).toEqual(published);
  });

  it('bundles by location', async () => {
    await rig.insertMonitor({ fromMs: T0_MS, locations: ['eu', 'us'] });
    await insertMonitors(MAX_CHECKS_PER_BUNDLE + 1);
    expect(await aScheduler().run(1_000, T0_MS)).toEqual({ claimed: MAX_CHECKS_PER_BUNDLE + 2, shed: 0 });
    const depth = await rig.bus.streamDepths();
    expect(depth.CHECKS?.messages).toBe(4);
  });

  it('leaves slots out, and continues, when the queue of a location is full', async () => {
    const far = await rig.insertMonitor({ fromMs: T0_MS, intervalMs: 5_000, locations: ['far'] });
    let shed = 0;
    for (let slot = 0; slot < 205; slot++) shed += (await aScheduler().run(10, T0_MS + slot * 5_000)).shed;
    await rig.insertMonitor({ fromMs: T0_MS, locations: ['near'] });
    await aScheduler().run(10, T0_MS + 205 * 5_000);
    const published = await rig.publishedChecks();
    expect(published.filter((check) => check.monitorId === far)).toHaveLength(200);
    expect(shed).toBeGreaterThan(0);
    expect(published.filter((check) => check.location === 'near')).toHaveLength(1);
  }, 60_000);

  it('continues when one check is too large to be sent', async () => {
    const [large] = await insertMonitors(3);
    await rig.dataSource.query('UPDATE monitors SET sealed_secrets = $2 WHERE id = $1', [large, 'x'.repeat(9_000_000)]);
    expect(await aScheduler().run(10, T0_MS)).toEqual({ claimed: 3, shed: 0 });
    const published = (await rig.publishedChecks()).map((check) => check.monitorId);
    expect(published).toHaveLength(2);
    expect(published).not.toContain(large);
  });

  it('says how long it is until the next slot is due, by the clock of the database', async () => {
    expect(await aScheduler().untilNextDueMs()).toBeNull();
    await rig.insertMonitor({ fromMs: Date.now() + 50_000 });
    const untilMs = await aScheduler().untilNextDueMs();
    expect(untilMs).toBeGreaterThan(20_000);
    expect(untilMs).toBeLessThanOrEqual(50_000);
  });

  it('does not ask the clock of its own machine, which may be wrong by an hour', async () => {
    await rig.insertMonitor({ fromMs: Date.now() + 1_800_000 });
    await rig.insertMonitor({ fromMs: Date.now() - 1_000 });
    const ownClock = jest.spyOn(Date, 'now');
    for (const hours of [1, -1]) {
      ownClock.mockReturnValue(T0_MS + hours * 3_600_000);
      expect(await aScheduler().run(10)).toMatchObject({ claimed: hours === 1 ? 1 : 0 });
    }
    ownClock.mockRestore();
  });
});
