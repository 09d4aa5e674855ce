import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, type MicroserviceOptions, Payload } from '@nestjs/microservices';
import {
  type Check,
  checkNowPending,
  type CheckNowResult,
  checkNowResult,
  type ProbeNowReplyV1,
  type ProbeNowV1,
  type Problem,
  type Series,
} from '@wakeful/contracts';
import { connectToNats, RequestServer } from '@wakeful/messaging';
import { SecretBox } from '@wakeful/platform';
import { aCheckResult } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const STARTED_AT = '2026-01-31T12:00:00.000Z';

/** What the stand-in was asked, and how it answers; the real checker is another application. */
const asked: ProbeNowV1[] = [];
let answer: () => Promise<unknown>;

const fine = (): ProbeNowReplyV1 => {
  const { status, reason, detail, httpStatus, timings, facts } = aCheckResult();
  return { startedAt: STARTED_AT, outcome: { status, reason, detail, httpStatus, timings, facts } };
};

@Controller()
class StandInChecker {
  @MessagePattern('probe.now.v1.default')
  probe(@Payload() request: ProbeNowV1): Promise<unknown> {
    asked.push(request);
    return answer();
  }
}

@Module({ controllers: [StandInChecker] })
class StandInModule {}

describe('checks on demand over HTTP', () => {
  let gateway: TestGateway;
  let checker: INestMicroservice;
  beforeAll(async () => {
    gateway = await startTestGateway();
    checker = await NestFactory.createMicroservice<MicroserviceOptions>(StandInModule, {
      strategy: new RequestServer({ servers: [gateway.nats.url], queue: 'checkers' }),
      logger: false,
    });
    await checker.listen();
    answer = async () => fine();
  });
  afterAll(async () => {
    await checker.close();
    await gateway.stop();
  });

  it('tries a target, with its secrets sealed, and stores nothing', async () => {
    const { status, body } = await gateway.request<CheckNowResult>('POST', '/api/v1/check', {
      url: 'http://127.0.0.1:9',
      headers: { 'X-Api-Key': 'k-123' },
    });
    expect(status).toBe(200);
    expect(checkNowResult.parse(body)).toMatchObject({
      startedAt: STARTED_AT,
      location: 'default',
      trigger: 'manual',
      status: 'up',
      timings: { dnsMs: null, connectMs: 0.2, tlsMs: null, ttfbMs: 0.7, transferMs: 0.1, totalMs: 1 },
    });
    const request = asked.at(-1);
    expect(request).toMatchObject({ monitorId: null, spec: { url: 'http://127.0.0.1:9/', timeoutMs: 10_000 } });
    expect(JSON.stringify(request)).not.toContain('k-123');
    expect(gateway.app.get(SecretBox).open(request?.spec.sealedSecrets ?? '')).toContain('k-123');
    expect((await gateway.request<{ total: number }>('GET', '/api/v1/monitors')).body.total).toBe(0);
  });

  const checkOf = (id: string) => gateway.request<CheckNowResult>('POST', `/api/v1/monitors/${id}/check`);
  /** Answers as a checker whose result the recorder stores, in the meantime or not. */
  const storing = (isStored: boolean) => async () => {
    const { monitorId, scheduledAt } = asked.at(-1)!;
    if (isStored)
      await gateway.dataSource.query(
        `WITH place AS (INSERT INTO locations (name) VALUES ('default') ON CONFLICT (name) DO UPDATE SET name = excluded.name
                        RETURNING id)
         INSERT INTO checks (scheduled_at, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us,
                             http_status, location_id, status, reason, trigger, detail)
         SELECT $2, m.key, 7, 0, 1, 0, 1, 1, 200, place.id, 1, 0, 3, '' FROM monitors m, place WHERE m.id = $1`,
        [monitorId, scheduledAt],
      );
    return fine();
  };
  const withAnswer = async <T>(reply: typeof answer, run: () => Promise<T>): Promise<T> => {
    const before = answer;
    answer = reply;
    try {
      return await run();
    } finally {
      answer = before;
    }
  };

  it('are made for no one who wants the answer in a stream instead of an inbox', async () => {
    const connection = await connectToNats({ url: gateway.nats.url, name: 'test' });
    const before = asked.length;
    const { promise: leak, resolve } = Promise.withResolvers<string>();
    connection.subscribe('check.completed.v1', { callback: (_error, message) => resolve(message.string()) });
    const request = JSON.stringify({ id: '1', data: {} });
    connection.publish('probe.now.v1.default', request, { reply: 'check.completed.v1' });
    // Answered after the one before it.
    const own = connection.request('probe.now.v1.default', request).then(() => 'an answer in an inbox');
    expect(await Promise.race([leak, own])).toBe('an answer in an inbox');
    expect(asked.length - before).toBe(1);
    await connection.close();
  });

  it('answers 200 with a result that is stored, and where', async () => {
    const { id } = await gateway.createMonitor();
    const { status, body, headers } = await withAnswer(storing(true), () => checkOf(id));
    expect(status).toBe(200);
    expect(asked.at(-1)).toMatchObject({ monitorId: id, scheduledAt: body.scheduledAt });
    const stored = await gateway.request<Series<Check>>('GET', headers.get('location')!);
    expect(stored.body.items).toMatchObject([{ scheduledAt: body.scheduledAt, trigger: 'manual' }]);
  });

  it('answers 202 while the result is not stored, and where it will be', async () => {
    const { id } = await gateway.createMonitor();
    const { status, body, headers } = await withAnswer(storing(false), () => checkOf(id));
    expect(status).toBe(202);
    expect(checkNowPending.parse(body)).toMatchObject({ monitorId: id, location: 'default' });
    const stored = () => gateway.request<Series<Check>>('GET', headers.get('location')!);
    expect((await stored()).body.items).toEqual([]);
    await storing(true)();
    expect((await stored()).body.items).toMatchObject([{ scheduledAt: body.scheduledAt }]);
  });

  it('answers 202 for a checker that was asked and is silent, as it may still do it', async () => {
    const { id } = await gateway.createMonitor({ timeoutMs: 100 });
    const { promise, resolve } = Promise.withResolvers<null>();
    const { status, body } = await withAnswer(
      () => promise,
      () => checkOf(id),
    );
    resolve(null);
    expect(status).toBe(202);
    expect(checkNowPending.parse(body).detail).toContain('did not respond within');
  });

  it('says in 503 that a location has no checker', async () => {
    const { status, body } = await gateway.request<Problem>('POST', '/api/v1/check?location=mars', {
      url: 'http://127.0.0.1:9',
    });
    expect(status).toBe(503);
    expect(body).toMatchObject({ type: 'urn:wakeful:problem:checker-unreachable' });
    expect(body.detail).toContain('mars');
  });

  it.each([
    ['that fails', () => Promise.reject(new Error('broken'))],
    ['that talks nonsense', () => Promise.resolve({ outcome: 'fine' })],
  ])('answers 502 for a checker %s', async (_name, reply) => {
    const before = answer;
    answer = reply;
    const { status } = await gateway.request('POST', '/api/v1/check', { url: 'http://127.0.0.1:9' });
    answer = before;
    expect(status).toBe(502);
  });

  it('answers 504 for a checker that is silent', async () => {
    const before = answer;
    const { promise, resolve } = Promise.withResolvers<null>();
    answer = () => promise;
    const { status } = await gateway.request('POST', '/api/v1/check', { url: 'http://127.0.0.1:9', timeoutMs: 100 });
    resolve(null);
    answer = before;
    expect(status).toBe(504);
  });
});
