import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, type MicroserviceOptions, Payload, Transport } from '@nestjs/microservices';
import {
  checkNowResult,
  type CheckNowResult,
  type Problem,
  type ProbeNowReplyV1,
  type ProbeNowV1,
} from '@wakeful/contracts';
import { SecretBox } from '@wakeful/platform';
import { aCheckResult } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const STARTED_AT = '2026-01-31T12:00:00.000Z';

/** What the stand-in was asked, and how it answers; the real checker is another application. */
const asked: ProbeNowV1[] = [];
let answer: () => Promise<unknown>;

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
      transport: Transport.NATS,
      options: { servers: [gateway.nats.url], queue: 'checkers' },
      logger: false,
    });
    await checker.listen();
    answer = async () => {
      const { status, reason, detail, httpStatus, timings, facts } = aCheckResult();
      const outcome = { status, reason, detail, httpStatus, timings, facts };
      return { startedAt: STARTED_AT, outcome } satisfies ProbeNowReplyV1;
    };
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

  it('checks a monitor in its name, so that the checker publishes the result', async () => {
    const { id } = await gateway.createMonitor();
    const { status, body } = await gateway.request<CheckNowResult>('POST', `/api/v1/monitors/${id}/check`);
    expect(status).toBe(200);
    expect(asked.at(-1)).toMatchObject({ monitorId: id, scheduledAt: body.scheduledAt });
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
