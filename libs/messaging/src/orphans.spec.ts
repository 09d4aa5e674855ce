import { describe, expect, it } from '@jest/globals';
import { type JetStreamManager, RetentionPolicy } from '@nats-io/jetstream';
import { createLogger } from '@wakeful/platform';
import { recoverOrphans } from './orphans.js';

const logger = createLogger('test', 'fatal');
const consumer = { stream: 'CHECKS', durable: 'checker-eu', filterSubject: 'check.run.v1.eu' };

/** A server whose stream begins with a message, and whose consumer has acknowledged everything up to a sequence. */
function serverWith(
  oldest: { seq: number; subject: string } | null,
  ackFloor: number,
  { isTakenOff = false, retention = RetentionPolicy.Workqueue as RetentionPolicy } = {},
) {
  let reads = 0;
  const deleted: string[] = [];
  const manager = {
    streams: {
      info: () => {
        const state = { messages: oldest ? 1 : 0, first_seq: oldest?.seq ?? 0 };
        return Promise.resolve({ state, config: { retention } });
      },
      getMessage: () => Promise.resolve(isTakenOff && ++reads > 1 ? null : oldest),
    },
    consumers: {
      info: () => Promise.resolve({ ack_floor: { stream_seq: ackFloor } }),
      delete: (_stream: string, name: string) => Promise.resolve(deleted.push(name) > 0),
    },
  } as unknown as JetStreamManager;
  return { manager, deleted };
}

describe('recoverOrphans', () => {
  it.each([
    { name: 'an empty stream', oldest: null, ackFloor: 9, isRemoved: false },
    {
      name: 'a message that is still to come',
      oldest: { seq: 10, subject: 'check.run.v1.eu' },
      ackFloor: 9,
      isRemoved: false,
    },
    {
      name: 'a message of another location',
      oldest: { seq: 5, subject: 'check.run.v1.us' },
      ackFloor: 9,
      isRemoved: false,
    },
    {
      name: 'a message that was passed over',
      oldest: { seq: 5, subject: 'check.run.v1.eu' },
      ackFloor: 9,
      isRemoved: true,
    },
  ])('removes the consumer only for an orphan: $name', async ({ oldest, ackFloor, isRemoved }) => {
    const { manager, deleted } = serverWith(oldest, ackFloor);
    await recoverOrphans(manager, consumer, logger);
    expect(deleted).toEqual(isRemoved ? ['checker-eu'] : []);
  });

  it('leaves the consumer of a stream alone that keeps what was handled', async () => {
    const oldest = { seq: 5, subject: 'check.run.v1.eu' };
    const { manager, deleted } = serverWith(oldest, 9, { retention: RetentionPolicy.Limits });
    await recoverOrphans(manager, consumer, logger);
    expect(deleted).toEqual([]);
  });

  it('leaves the consumer alone when the message was handled between the two questions', async () => {
    const { manager, deleted } = serverWith({ seq: 5, subject: 'check.run.v1.eu' }, 9, { isTakenOff: true });
    await recoverOrphans(manager, consumer, logger);
    expect(deleted).toEqual([]);
  });
});
