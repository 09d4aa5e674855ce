import { describe, expect, it } from '@jest/globals';
import { createLogger, OutageLog } from '@wakeful/platform';
import { DependencyUnavailableError, InvalidMessageError } from './errors.js';
import { settle } from './settlement.js';

const logger = createLogger('test', 'fatal');
const settlement = (letters: ReturnType<typeof deadLetters>) => ({
  consumer: 'recorder',
  deadLetters: letters,
  logger,
  outages: new OutageLog(logger),
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
    { name: 'a second failure', deliveryCount: 2, work: failing(new Error('odd')), want: ['nak 10000'] },
    { name: 'a third failure', deliveryCount: 3, work: failing(new Error('odd')), want: ['nak 60000'] },
    { name: 'the last failure', deliveryCount: 4, work: failing(new Error('odd')), want: ['dead letter', 'term'] },
    {
      name: 'a message that is not valid',
      deliveryCount: 1,
      work: failing(new InvalidMessageError('check.run.v1', 'no url')),
      want: ['dead letter', 'term'],
    },
    {
      name: 'a database that is away, however long',
      deliveryCount: 500,
      work: failing(new DependencyUnavailableError('Postgres')),
      want: ['nak 2000'],
    },
  ])('settles $name with $want', async ({ deliveryCount, work, want }) => {
    const { message, settled } = aDelivery(deliveryCount);
    await settle(message, settlement(deadLetters(settled)), work);
    expect(settled).toEqual(want);
  });

  it('leaves what it says of an outage to the log of outages', async () => {
    const { message, settled } = aDelivery(1);
    const gone = new Error('connect ECONNREFUSED');
    const explained: unknown[] = [];
    const outages = { explains: (error: unknown) => explained.push(error) > 0 };
    const work = failing(new DependencyUnavailableError('Postgres', gone));
    await settle(message, { ...settlement(deadLetters(settled)), outages }, work);
    expect(explained).toEqual([gone]);
  });

  it('keeps the message when its dead letter cannot be stored', async () => {
    const { message, settled } = aDelivery(9);
    await settle(message, settlement(deadLetters(settled, new Error('no stream'))), failing(new Error('odd')));
    expect(settled).toEqual(['dead letter', 'nak 60000']);
  });
});
