import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDataSource } from '@wakeful/persistence';
import { createLogger, DependencyLog, PeriodicJob } from '@wakeful/platform';
import { createTestDatabase, startTarget, type TestDatabase, waitFor } from '@wakeful/testing';
import type { DataSource } from 'typeorm';
import { insertMonitor } from '../maintenance.fixture.js';
import { Heartbeat, heartbeats, isStoring } from './heartbeat.js';

describe('the heartbeat', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const logger = createLogger('test', 'fatal');
  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url, 'test').initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await dataSource.query('DELETE FROM monitors');
  });

  const watch = async (intervalSeconds: number): Promise<string> =>
    (await insertMonitor(dataSource, { fromMs: Date.now(), intervalMs: intervalSeconds * 1000 })).id;
  const lastStored = (secondsAgo: number) =>
    dataSource.query('UPDATE monitor_state SET last_slot_at = now() - make_interval(secs => $1)', [secondsAgo]);

  describe('is due', () => {
    it.each([
      { name: 'when a check was just stored', intervals: [60], secondsAgo: 5, want: true },
      { name: 'through a short standstill', intervals: [5], secondsAgo: 110, want: true },
      { name: 'no more after a long one', intervals: [5], secondsAgo: 130, want: false },
      { name: 'with long intervals only', intervals: [3_600], secondsAgo: 3_700, want: true },
      { name: 'by the shortest interval', intervals: [3_600, 60], secondsAgo: 200, want: false },
      { name: 'not with nothing to watch', intervals: [], secondsAgo: 0, want: false },
    ])('$name: $want', async ({ intervals, secondsAgo, want }) => {
      for (const seconds of intervals) await watch(seconds);
      await lastStored(secondsAgo);
      expect(await isStoring(dataSource)).toBe(want);
    });

    it('not before the first check was stored', async () => {
      await watch(5);
      expect(await isStoring(dataSource)).toBe(false);
    });
  });

  describe('is sent', () => {
    let job: PeriodicJob | undefined;
    afterEach(() => job?.stop());
    const startJob = (url: string): void => {
      const heartbeat = new Heartbeat(url, dataSource, logger, 200);
      const run = (signal: AbortSignal): Promise<void> => heartbeat.beat(signal);
      job = new PeriodicJob({
        name: 'heartbeat',
        intervalMs: 20,
        run,
        logger,
        dependencies: new DependencyLog(logger),
      });
      job.start();
    };
    const countOf = async (outcome: string): Promise<number> => {
      const { values } = await heartbeats.get();
      return values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
    };
    const waitForMore = async (outcome: string, more: number): Promise<void> => {
      const before = await countOf(outcome);
      await waitFor(async () => (await countOf(outcome)) >= before + more, { what: `${more} heartbeats ${outcome}` });
    };

    it('again and again while checks are stored, and stops when they are not', async () => {
      await using receiver = await startTarget();
      await watch(5);
      await lastStored(0);
      startJob(`${receiver.url}/ping/secret`);
      await waitFor(() => receiver.requests.length >= 3, { what: 'three heartbeats' });
      expect(receiver.requests[0]).toMatchObject({ method: 'POST', path: '/ping/secret' });

      await lastStored(600);
      await waitForMore('withheld', 1);
      const stoppedAt = receiver.requests.length;
      await waitForMore('withheld', 3);
      expect(receiver.requests).toHaveLength(stoppedAt);

      await lastStored(0);
      await waitFor(() => receiver.requests.length > stoppedAt, { what: 'the heartbeats to go on' });
    });

    it.each([
      { name: 'refuses', response: { status: 503 } },
      { name: 'hangs up', response: { disconnect: true } },
      { name: 'does not answer', response: { delayMs: 60_000 } },
    ])('again when the receiver $name', async ({ response }) => {
      await using receiver = await startTarget(response);
      await watch(5);
      await lastStored(0);
      startJob(receiver.url);
      await waitForMore('failed', 2);
      receiver.respondWith({ status: 200 });
      await waitForMore('sent', 1);
    });
  });
});
