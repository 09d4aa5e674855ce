import { describe, expect, it } from '@jest/globals';
import type { CheckRunV1 } from '@wakeful/contracts';
import type { MessageBus } from '@wakeful/messaging';
import { createLogger } from '@wakeful/platform';
import { aDueCheck } from '@wakeful/testing';
import type { ClaimedSlot } from './claimed-slot.js';
import { DueCheckPublisher } from './due-check-publisher.js';

const logger = createLogger('test', 'fatal');

/** A stream that drops a second message with the same id, and at times stores what it does not acknowledge. */
class FrozenStream {
  readonly probed: string[] = [];
  isFrozen = false;
  readonly #ids = new Set<string>();

  readonly bus = {
    publish: (_contract: unknown, { checks, location }: CheckRunV1, id: string) => {
      if (!this.#ids.has(id)) this.probed.push(...checks.map((check) => `${check.monitorId} ${location}`));
      this.#ids.add(id);
      return this.isFrozen ? Promise.reject(new Error('timeout')) : Promise.resolve();
    },
  } as unknown as MessageBus;
}

const claimed = (locations = ['default']): ClaimedSlot => ({
  check: aDueCheck(),
  specV1: null,
  locations,
  nextDueMs: null,
  skippedSlots: 0,
});

describe('publishing again what was claimed again', () => {
  it('probes each slot once, although more becomes due with every attempt', async () => {
    const stream = new FrozenStream();
    const publisher = new DueCheckPublisher(stream.bus, logger);
    const due = [claimed(), claimed(['default', 'eu'])];
    stream.isFrozen = true;
    for (let attempt = 0; attempt < 6; attempt++) {
      await expect(publisher.publish(due)).rejects.toThrow('timeout');
      due.push(claimed(), claimed(['eu']));
    }
    stream.isFrozen = false;
    await publisher.publish(due);
    publisher.settle();
    const expected = due.flatMap(({ check, locations }) => locations.map((one) => `${check.monitorId} ${one}`));
    expect(stream.probed.sort()).toEqual(expected.sort());
  });

  it('forgets what was committed, and what is no longer due', async () => {
    const stream = new FrozenStream();
    const publisher = new DueCheckPublisher(stream.bus, logger);
    const [first, second] = [claimed(), claimed()];
    await publisher.publish([first]);
    publisher.settle();
    await publisher.publish([second]);
    await publisher.publish([claimed()]);
    expect(stream.probed).toHaveLength(3);
  });
});
