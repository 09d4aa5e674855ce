import { describe, expect, it } from '@jest/globals';
import { startTarget, waitFor } from '@wakeful/testing';
import { startTestSystem } from './test-system.fixture.js';
import { type ReceivedSpan, receiveTraces } from './trace-receiver.fixture.js';

describe('the trace of a check', () => {
  it('leads from the scheduler over a checker to the recorder, as that of a request does over messages', async () => {
    await using receiver = await receiveTraces();
    await using target = await startTarget();
    const lines: string[] = [];
    await using running = await startTestSystem({
      logLevel: 'debug',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER_ARG: '1' },
      onLog: (component, line) => component === 'checker' && lines.push(line),
    });
    await running.api.createMonitor({ url: target.url, intervalSeconds: 5 });
    const spanOf = (name: string, traceId?: string): ReceivedSpan | undefined =>
      receiver.spans.find((span) => span.name === name && (traceId === undefined || span.traceId === traceId));

    const stored = await waitFor(() => spanOf('check store'), { what: 'a check to be stored', timeoutMs: 30_000 });
    const { traceId } = stored;
    const published = await waitFor(() => spanOf('check publish', traceId), { what: 'its first step' });
    const probed = await waitFor(() => spanOf('check probe', traceId), { what: 'its probe' });
    const connected = await waitFor(() => spanOf('connect', traceId), { what: 'a phase of its probe' });
    expect([published.service, probed.service, stored.service]).toEqual([
      'wakeful-scheduler',
      'wakeful-checker',
      'wakeful-recorder',
    ]);
    expect(published.parentSpanId || undefined).toBeUndefined();
    expect(probed.parentSpanId).toBe(published.spanId);
    expect(connected.parentSpanId).toBe(probed.spanId);
    expect(stored.parentSpanId).toBe(probed.spanId);
    expect(
      lines.filter((line) => line.includes('"msg":"checked"') && line.includes(`"traceId":"${traceId}"`)),
    ).toHaveLength(1);

    const asked = await waitFor(() => spanOf('POST /api/v1/monitors'), {
      what: 'the request that created the monitor',
    });
    expect(asked.service).toBe('wakeful-gateway');

    await running.api.checkAll();
    const asking = await waitFor(() => spanOf('POST /api/v1/system/check-all'), { what: 'the request to check all' });
    const handled = await waitFor(() => spanOf('check.requested process', asking.traceId), {
      what: 'the message that followed from it',
    });
    expect(handled).toMatchObject({ service: 'wakeful-scheduler', parentSpanId: asking.spanId });
  }, 120_000);
});
