import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import type { MonitorResponse, Problem, SystemStatus } from '@wakeful/contracts';
import { NATS_CONNECTION } from '@wakeful/messaging';
import { aDebugSummary, waitFor } from '@wakeful/testing';
import { endDebugSession, insertDebugSession } from '../debug-sessions/debug-sessions.fixture.js';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

describe('the gateway while NATS is gone', () => {
  let gateway: TestGateway;
  let monitor: MonitorResponse;
  beforeAll(async () => {
    gateway = await startTestGateway();
    monitor = await gateway.createMonitor();
    // Connects the client for requests, which connects when it is first needed.
    await gateway.request('POST', `/api/v1/monitors/${monitor.id}/check`);
    await gateway.nats.stop();
  });
  afterAll(async () => {
    // Draining needs the server; without it the connection would try to come back for ever.
    await gateway.app.get<NatsConnection>(NATS_CONNECTION, { strict: false }).close();
    await gateway.stop();
  });

  it('still reads and writes the configuration', async () => {
    expect((await gateway.request('GET', '/api/v1/monitors')).status).toBe(200);
    expect((await gateway.createMonitor()).status).toBe('pending');
  });

  it('still says how the system is, without the queues', async () => {
    const { status, body } = await gateway.request<SystemStatus>('GET', '/api/v1/system/status');
    expect(status).toBe(200);
    expect(body.queues).toBeNull();
  });

  it.each(['check', 'system/check-all'])('answers POST %s with 503', async (path) => {
    const body = path === 'check' ? { url: 'http://127.0.0.1:9/', timeoutMs: 100 } : undefined;
    const problem = await waitFor(
      async () => {
        const answer = await gateway.request<Problem>('POST', `/api/v1/${path}`, body);
        return answer.status === 503 && answer.body;
      },
      { what: 'the loss of NATS to be noticed' },
    );
    expect(problem.detail).toMatch(/currently (un)?available/);
  });

  it('starts no debug session, and says that files cannot be read', async () => {
    const path = `/api/v1/monitors/${monitor.id}/debug-sessions`;
    expect(await gateway.request('POST', path)).toMatchObject({ status: 503 });
    expect((await gateway.request('GET', path)).body).toMatchObject({ total: 0 });
    const id = await insertDebugSession(gateway.dataSource, { monitorId: monitor.id });
    await endDebugSession(gateway.dataSource, id, aDebugSummary({ artifacts: { har: { objectName: 'x', bytes: 2 } } }));
    const answer = await gateway.request<Problem>('GET', `/api/v1/debug-sessions/${id}/artifacts/har`);
    expect(answer).toMatchObject({ status: 503, body: { type: 'urn:wakeful:problem:artifacts-unavailable' } });
  }, 30_000);

  it('is not ready', async () => {
    const { status, body } = await gateway.request<Problem>('GET', '/health/ready');
    expect(status).toBe(503);
    expect(body.errors?.map(({ path }) => path)).toEqual(['nats']);
  });
});
