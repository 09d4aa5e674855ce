import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { NestFactory } from '@nestjs/core';
import {
  checkCompletedV1,
  type CheckResult,
  checkRunV1,
  checkRunV2,
  type DueCheck,
  probeSpecToV1,
} from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { connectToNats, MessageBus, provisionStreams } from '@wakeful/messaging';
import { createLogger } from '@wakeful/platform';
import { aDueCheck, aProbeSpec, startTarget, type Target, waitFor } from '@wakeful/testing';
import { CheckerModule } from './checker.module.js';
import { readCheckerConfig } from './config.js';

const logger = createLogger('test', 'fatal');
let nats: NatsServer;
let target: Target;
let connection: Awaited<ReturnType<typeof connectToNats>>;
let bus: MessageBus;
let checker: { close(): Promise<void> };

const startChecker = () =>
  NestFactory.createApplicationContext(
    CheckerModule.forRoot(
      readCheckerConfig({
        PORT: '0',
        NATS_URL: nats.url,
        CHECKER_LOCATION: 'eu',
        CHECKER_CONCURRENCY: '20',
        SECRET_KEY: randomBytes(32).toString('base64'),
        EGRESS_ALLOW: 'internal,127.0.0.0/8',
      }),
      logger,
    ),
    { logger: false },
  );

beforeAll(async () => {
  nats = await startNatsServer();
  target = await startTarget();
  await provisionStreams({ url: nats.url, name: 'test' });
  connection = await connectToNats({ url: nats.url, name: 'test' });
  bus = new MessageBus(connection, logger);
});
afterAll(async () => {
  await connection.close();
  await Promise.all([nats.stop(), target.close()]);
});
beforeEach(async () => {
  target.respondWith({});
  checker = await startChecker();
});
afterEach(async () => {
  await checker.close();
  const manager = await jetstreamManager(connection);
  for (const stream of ['CHECKS', 'RESULTS', 'DEAD_LETTERS']) await manager.streams.purge(stream);
});

async function publishedResults(): Promise<CheckResult[]> {
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info('RESULTS');
  const results: CheckResult[] = [];
  for (let seq = state.first_seq; seq > 0 && seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage('RESULTS', { seq });
    if (message) results.push(...checkCompletedV1.schema.parse(message.json()).results);
  }
  return results;
}

const depthOf = async (stream: 'CHECKS' | 'DEAD_LETTERS'): Promise<number> =>
  (await bus.streamDepths())[stream]?.messages ?? NaN;
const aCheckOf = (path: string, overrides: Partial<DueCheck> = {}): DueCheck =>
  aDueCheck({ spec: aProbeSpec({ url: `${target.url}${path}` }), ...overrides });
const requestsTo = (path: string): number => target.requests.filter((request) => request.path === path).length;

describe('a checker', () => {
  it('probes every check of a bundle, publishes the results, and only then takes the bundle off the queue', async () => {
    const checks = Array.from({ length: 30 }, (_, index) => aCheckOf(`/bundle/${index}`));
    await bus.publish(checkRunV2, { location: 'eu', checks });
    await waitFor(async () => (await depthOf('CHECKS')) === 0, { what: 'an empty queue' });
    const results = await publishedResults();
    expect(results.map((result) => result.monitorId).sort()).toEqual(checks.map((check) => check.monitorId).sort());
    expect(results.every((result) => result.status === 'up' && result.location === 'eu')).toBe(true);
  });

  it('leaves the checks of other locations alone', async () => {
    await bus.publish(checkRunV2, { location: 'us', checks: [aCheckOf('/us')] });
    await bus.publish(checkRunV2, { location: 'eu', checks: [aCheckOf('/eu')] });
    await waitFor(async () => (await publishedResults()).length === 1, { what: 'one result' });
    expect(requestsTo('/us')).toBe(0);
    expect(await depthOf('CHECKS')).toBe(1);
  });

  it('does not probe what has become too old', async () => {
    const old = aCheckOf('/old', { scheduledAt: new Date(Date.now() - 61_000).toISOString(), expiresAfterMs: 60_000 });
    await bus.publish(checkRunV2, { location: 'eu', checks: [old, aCheckOf('/fresh')] });
    await waitFor(async () => (await depthOf('CHECKS')) === 0, { what: 'an empty queue' });
    expect([requestsTo('/old'), requestsTo('/fresh')]).toEqual([0, 1]);
    expect(await publishedResults()).toHaveLength(1);
  });

  it('puts a bundle that it cannot read aside and continues', async () => {
    connection.publish('check.run.v1.eu', '{"location":"eu","checks":"all"}');
    await bus.publish(checkRunV2, { location: 'eu', checks: [aCheckOf('/after')] });
    await waitFor(async () => (await publishedResults()).length === 1, { what: 'the next result' });
    await waitFor(async () => (await depthOf('DEAD_LETTERS')) === 1, { what: 'the dead letter' });
  });

  it('finishes what is in flight before it stops', async () => {
    target.respondWith({ delayMs: 700 });
    const checks = Array.from({ length: 5 }, (_, index) => aCheckOf(`/stop/${index}`, { monitorId: randomUUID() }));
    await bus.publish(checkRunV2, { location: 'eu', checks });
    await waitFor(() => requestsTo('/stop/4') === 1, { what: 'the last probe to begin' });
    await checker.close();
    expect(await publishedResults()).toHaveLength(5);
    expect(await depthOf('CHECKS')).toBe(0);
    checker = await startChecker();
  });

  it('takes what a scheduler sends in the words of the release before', async () => {
    const { spec, ...check } = aCheckOf('/before');
    const specV1 = probeSpecToV1(spec);
    if (!specV1) throw new Error('There are words for this.');
    await bus.publish(checkRunV1, { location: 'eu', checks: [{ ...check, spec: specV1 }] });
    await waitFor(async () => (await depthOf('CHECKS')) === 0, { what: 'an empty queue' });
    expect(await publishedResults()).toMatchObject([{ monitorId: check.monitorId, status: 'up' }]);
  });

  it('does not call a forbidden address down', async () => {
    const spec = aProbeSpec({ url: 'http://169.254.169.254/latest/meta-data' });
    await bus.publish(checkRunV2, { location: 'eu', checks: [aDueCheck({ spec })] });
    await waitFor(async () => (await publishedResults()).length === 1, { what: 'the result' });
    expect((await publishedResults())[0]).toMatchObject({ status: 'unknown', reason: 'blocked' });
  });
});
