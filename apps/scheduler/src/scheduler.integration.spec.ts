import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { NestFactory } from '@nestjs/core';
import { checkRequestedV1 } from '@wakeful/contracts';
import { phaseMsOf, slotAfter } from '@wakeful/domain';
import { connectToNats } from '@wakeful/messaging';
import { createLogger } from '@wakeful/platform';
import { waitFor } from '@wakeful/testing';
import { readSchedulerConfig } from './config.js';
import { type SchedulerRig, startSchedulerRig } from './scheduler.fixture.js';
import { SchedulerModule } from './scheduler.module.js';

let rig: SchedulerRig;
let scheduler: { close(): Promise<void> };
beforeAll(async () => {
  rig = await startSchedulerRig();
  const config = readSchedulerConfig({ PORT: '0', NATS_URL: rig.nats.url, DATABASE_URL: rig.database.url });
  scheduler = await NestFactory.createApplicationContext(
    SchedulerModule.forRoot(config, createLogger('test', 'fatal')),
    {
      logger: false,
    },
  );
});
afterAll(async () => {
  await scheduler.close();
  await rig.stop();
});
afterEach(async () => {
  await rig.dataSource.query('DELETE FROM monitors');
  await rig.emptyStreams();
});

const checksOf = async (monitorId: string) =>
  (await rig.publishedChecks()).filter((check) => check.monitorId === monitorId);
interface ScheduleRow {
  due_ms: number;
  interval_ms: number;
}
const scheduleOf = async (monitorId: string): Promise<ScheduleRow | undefined> =>
  (
    await rig.dataSource.query<ScheduleRow[]>(
      'SELECT (extract(epoch FROM next_due_at) * 1000)::float8 AS due_ms, interval_ms FROM monitor_schedule WHERE monitor_id = $1 AND trigger = 1',
      [monitorId],
    )
  )[0];

describe('a running scheduler', () => {
  it('hears of a new monitor and publishes its first check within a second', async () => {
    const fromMs = Date.now();
    const id = await rig.insertMonitor({ fromMs });
    await waitFor(async () => (await checksOf(id)).length === 1, { what: 'the first check', timeoutMs: 1_000 });
    expect(await checksOf(id)).toEqual([{ monitorId: id, slotMs: fromMs, location: 'default', trigger: 'schedule' }]);
  });

  it('runs a confirmation at its time, from the next location', async () => {
    const id = await rig.insertMonitor({ fromMs: Date.now() + 600_000, locations: ['eu', 'us', 'asia'] });
    const at = new Date(Date.now() + 300).toISOString();
    await rig.bus.publish(checkRequestedV1, { kind: 'confirm', monitorId: id, at, location: 'us' });
    await waitFor(async () => (await checksOf(id)).length === 1, { what: 'the re-check' });
    expect(await checksOf(id)).toEqual([
      { monitorId: id, slotMs: Date.parse(at), location: 'asia', trigger: 'confirmation' },
    ]);
  });

  it('checks everything when it is asked to', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => rig.insertMonitor({ fromMs: Date.now() + 600_000 })));
    await rig.bus.publish(checkRequestedV1, { kind: 'check-all', at: new Date().toISOString() });
    await waitFor(async () => (await rig.publishedChecks()).length === 3, { what: 'three checks' });
    expect((await rig.publishedChecks()).map((check) => check.monitorId).sort()).toEqual(ids.sort());
  });

  it('slows down while the circuit is open, and is back on the grid afterwards', async () => {
    const openedMs = Date.now();
    const id = await rig.insertMonitor({ fromMs: openedMs - 1_000 });
    const from = new Date(openedMs).toISOString();
    await rig.bus.publish(checkRequestedV1, { kind: 'cool-down', monitorId: id, from, cooldownSeconds: 300 });
    await waitFor(async () => (await scheduleOf(id))?.interval_ms === 300_000, { what: 'the cool-down' });
    expect((await scheduleOf(id))?.due_ms).toBe(openedMs + 300_000);
    await rig.bus.publish(checkRequestedV1, {
      kind: 'resume',
      monitorId: id,
      from: new Date(openedMs + 1).toISOString(),
    });
    await waitFor(async () => (await scheduleOf(id))?.interval_ms === 60_000, { what: 'the end of the cool-down' });
    const grid = { intervalMs: 60_000, phaseMs: phaseMsOf(id, 60_000) };
    expect((await scheduleOf(id))?.due_ms).toBe(slotAfter(grid, openedMs + 1));
  });

  it('publishes nothing while the queue of results is missing or full, and continues when it is back', async () => {
    const connection = await connectToNats({ url: rig.nats.url, name: 'test' });
    const manager = await jetstreamManager(connection);
    const { config } = await manager.streams.info('RESULTS');
    await manager.streams.delete('RESULTS');
    // What is known of it is up to 2 s old.
    const early = await rig.insertMonitor({ fromMs: Date.now() + 2_500, intervalMs: 5_000 });
    await manager.streams.add({ ...config, max_bytes: 2_000 });
    const payload = JSON.stringify({ results: 'x'.repeat(1_850) });
    await jetstream(connection).publish('check.completed.v1', payload);
    const dueSince = async (): Promise<boolean> => ((await scheduleOf(early))?.due_ms ?? Infinity) < Date.now() - 2_000;
    await waitFor(dueSince, { what: 'a slot that is due and not published', timeoutMs: 20_000 });
    expect(await checksOf(early)).toEqual([]);
    await manager.streams.purge('RESULTS');
    await waitFor(async () => (await checksOf(early)).length > 0, { what: 'a check', timeoutMs: 20_000 });
    await connection.close();
  }, 60_000);

  it('ignores a request that is older than the present schedule', async () => {
    const fromMs = Date.now() + 600_000;
    const id = await rig.insertMonitor({ fromMs });
    const other = await rig.insertMonitor({ fromMs: Date.now() - 1_000 });
    const from = new Date().toISOString();
    await rig.bus.publish(checkRequestedV1, { kind: 'cool-down', monitorId: id, from, cooldownSeconds: 300 });
    await rig.bus.publish(checkRequestedV1, { kind: 'cool-down', monitorId: other, from, cooldownSeconds: 300 });
    await waitFor(async () => (await scheduleOf(other))?.interval_ms === 300_000, { what: 'the other request' });
    expect(await scheduleOf(id)).toEqual({ due_ms: fromMs, interval_ms: 60_000 });
  });
});
