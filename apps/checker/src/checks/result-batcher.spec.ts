import { describe, expect, it } from '@jest/globals';
import type { CheckCompletedV1 } from '@wakeful/contracts';
import { InvalidMessageError, type MessageBus } from '@wakeful/messaging';
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
    await Promise.all(Array.from({ length: 250 }, () => batcher.publish(aCheckResult())));
    expect(sizes).toEqual([100, 100, 50]);
  });

  it('tries again when the stream does not answer', async () => {
    let calls = 0;
    const batcher = batcherOver(() => (++calls === 1 ? Promise.reject(new Error('no answer')) : Promise.resolve()));
    await batcher.publish(aCheckResult());
    expect(calls).toBe(2);
  });

  it('loses only the one result that does not fit the contract', async () => {
    const sent: string[] = [];
    const batcher = batcherOver(({ results }) => {
      if (results.some((result) => result.detail === 'odd'))
        return Promise.reject(new InvalidMessageError('check.completed', 'odd'));
      sent.push(...results.map((result) => result.detail));
      return Promise.resolve();
    });
    const endings = await Promise.allSettled(
      ['a', 'odd', 'b'].map((detail) => batcher.publish(aCheckResult({ detail }))),
    );
    expect(endings.map((ending) => ending.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(sent.sort()).toEqual(['a', 'b']);
  });
});
