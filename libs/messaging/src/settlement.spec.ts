import { describe, expect, it, jest } from '@jest/globals';
import { createLogger, DependencyLog } from '@wakeful/platform';
import { DependencyUnavailableError, InvalidMessageError } from './errors.js';
import { FailedMessages } from './failed-messages.js';
import { settle } from './settlement.js';

const logger = createLogger('test', 'fatal');
const settlement = (letters: ReturnType<typeof deadLetters>) => ({
  consumer: 'recorder',
  deadLetters: letters,
  failures: new FailedMessages(),
  logger,
  dependencies: new DependencyLog(logger),
});

/** A message that notes how it was settled, delivered for the nth time. */
function aDelivery(deliveryCount: number) {
  const settled: string[] = [];
  const message = {
    ack: () => settled.push('ack'),
    nak: (delayMs?: number) => settled.push(`nak ${delayMs}`),
    term: () => settled.push('term'),
    info: { deliveryCount },
    subject: 'check.completed.v1',
    data: new Uint8Array(),
    seq: 7,
  } as unknown as Parameters<typeof settle>[0];
  return { message, settled };
}

const deadLetters = (settled: string[], error?: Error) => ({
  keep: () => {
    settled.push('dead letter');
    return error ? Promise.reject(error) : Promise.resolve();
  },
});

const failing = (error: Error) => () => Promise.reject(error);

describe('settle', () => {
  it.each([
    { name: 'work that returns', deliveryCount: 1, work: () => Promise.resolve(), want: ['ack'] },
    { name: 'a first failure', deliveryCount: 1, work: failing(new Error('odd')), want: ['nak 2000'] },
    {
      name: 'a message that is not valid',
      deliveryCount: 1,
      work: failing(new InvalidMessageError('check.run.v1', 'no url')),
      want: ['dead letter', 'term'],
    },
    {
      name: 'something that is away, however long',
      deliveryCount: 500,
      work: failing(new DependencyUnavailableError('The store')),
      want: ['nak 2000'],
    },
  ])('settles $name with $want', async ({ deliveryCount, work, want }) => {
    const { message, settled } = aDelivery(deliveryCount);
    await settle(message, settlement(deadLetters(settled)), work);
    expect(settled).toEqual(want);
  });

  it('tries again after 2, 10 and 60 seconds, and gives up at the fourth failure', async () => {
    const { message, settled } = aDelivery(1);
    const options = settlement(deadLetters(settled));
    for (let failure = 1; failure <= 4; failure++) await settle(message, options, failing(new Error('odd')));
    expect(settled).toEqual(['nak 2000', 'nak 10000', 'nak 60000', 'dead letter', 'term']);
  });

  it('counts no delivery that found Postgres away', async () => {
    const { message, settled } = aDelivery(300);
    const gone = new Error('connect ECONNREFUSED');
    const options = {
      ...settlement(deadLetters(settled)),
      dependencies: { explains: (error: unknown) => error === gone },
    };
    const away = failing(gone);
    for (let delivery = 0; delivery < 5; delivery++) await settle(message, options, away);
    await settle(message, options, failing(new Error('odd')));
    expect(settled.slice(-2)).toEqual(['nak 2000', 'nak 2000']);
    expect(settled).not.toContain('dead letter');
  });

  it('begins to count anew once a message was handled', async () => {
    const { message, settled } = aDelivery(1);
    const options = settlement(deadLetters(settled));
    for (let round = 0; round < 3; round++) {
      for (let failure = 0; failure < 2; failure++) await settle(message, options, failing(new Error('odd')));
      await settle(message, options, () => Promise.resolve());
    }
    expect(settled).not.toContain('dead letter');
  });

  it('leaves what it says of an outage to the log of outages', async () => {
    const { message, settled } = aDelivery(1);
    const options = settlement(deadLetters(settled));
    const warn = jest.spyOn(options.logger, 'warn');
    await settle(message, { ...options, dependencies: { explains: () => true } }, failing(new Error('ECONNREFUSED')));
    expect(warn).not.toHaveBeenCalled();
    await settle(message, options, failing(new DependencyUnavailableError('The store')));
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('keeps the message when its dead letter cannot be stored', async () => {
    const { message, settled } = aDelivery(1);
    const invalid = failing(new InvalidMessageError('check.run.v1', 'no url'));
    await settle(message, settlement(deadLetters(settled, new Error('no stream'))), invalid);
    expect(settled).toEqual(['dead letter', 'nak 60000']);
  });
});
