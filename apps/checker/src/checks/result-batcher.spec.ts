import { describe, expect, it } from '@jest/globals';
import { type CheckCompletedV1, checkCompletedV1, type CheckResult } from '@wakeful/contracts';
import { encodeMessage, type MessageBus } from '@wakeful/messaging';
import { createLogger, OutageLog } from '@wakeful/platform';
import { aCheckResult } from '@wakeful/testing';
import { ResultBatcher } from './result-batcher.js';

const logger = createLogger('test', 'fatal');

function batcherOver(publish: (message: CheckCompletedV1) => Promise<void>): ResultBatcher {
  const bus = { publish: (_contract: unknown, message: CheckCompletedV1) => publish(message) } as unknown as MessageBus;
  return new ResultBatcher(bus, logger, new OutageLog(logger));
}

describe('ResultBatcher', () => {
  it('sends what comes within a few milliseconds as one batch', async () => {
    const sizes: number[] = [];
    const batcher = batcherOver(({ results }) => Promise.resolve(void sizes.push(results.length)));
    await Promise.all([1, 2, 3].map(() => batcher.publish(aCheckResult())));
    expect(sizes).toEqual([3]);
  });

  it('sends a full batch at once', async () => {
    const sizes: number[] = [];
    const batcher = batcherOver(({ results }) => Promise.resolve(void sizes.push(results.length)));
    await Promise.all(Array.from({ length: 450 }, () => batcher.publish(aCheckResult())));
    expect(sizes).toEqual([200, 200, 50]);
  });

  it('tries again when the stream does not answer', async () => {
    let calls = 0;
    const batcher = batcherOver(() => (++calls === 1 ? Promise.reject(new Error('no answer')) : Promise.resolve()));
    await batcher.publish(aCheckResult());
    expect(calls).toBe(2);
  });

  it.each([
    ['facts', { facts: { assertions: 'no list' } }, { status: 'down', reason: 'refused', httpStatus: 502 }],
    ['a detail', { detail: 'x'.repeat(3_000) }, { status: 'down', reason: 'refused', httpStatus: 502 }],
    ['timings', { timings: { dnsUs: -1 } }, { status: 'down', reason: 'refused', httpStatus: 502 }],
    ['a status of HTTP', { httpStatus: 1e9 }, { status: 'down', reason: 'refused', httpStatus: null }],
    ['a reason', { reason: 'bored' }, { status: 'unknown', reason: 'checker_fault', httpStatus: 502 }],
    ['a verdict', { status: 'maybe' }, { status: 'unknown', reason: 'checker_fault', httpStatus: 502 }],
  ])('stores what fits of a result with %s that does not', async (_name, odd, kept) => {
    const sent: CheckResult[] = [];
    const batcher = batcherOver((message) => {
      encodeMessage(checkCompletedV1, message);
      sent.push(...message.results);
      return Promise.resolve();
    });
    const down = aCheckResult({
      status: 'down',
      reason: 'refused',
      detail: 'The connection was refused.',
      httpStatus: 502,
    });
    const result = { ...down, ...odd } as unknown as CheckResult;
    await Promise.all([batcher.publish(aCheckResult()), batcher.publish(result), batcher.publish(aCheckResult())]);
    expect(sent).toHaveLength(3);
    const { monitorId, scheduledAt, location } = result;
    const stored = sent.find((one) => one.monitorId === monitorId);
    expect(stored).toMatchObject({ monitorId, scheduledAt, location, ...kept });
    const beginning = kept.status === 'unknown' ? /fault of the checker/ : /^(The connection|x{2047}…)/;
    expect(stored?.detail).toMatch(beginning);
  });
});
