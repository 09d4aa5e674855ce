import { expect, it } from '@jest/globals';
import { Turns } from './turns.js';

it('runs no more at a time than there are places, each in its turn, also after one failed', async () => {
  const turns = new Turns(2);
  const log: string[] = [];
  let atOnce = 0;
  const work = (name: string) => async (): Promise<void> => {
    atOnce += 1;
    log.push(`${name} of ${atOnce}`);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce -= 1;
    if (name === 'b') throw new Error('b failed');
  };

  const ends = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((name) => turns.take(work(name))));

  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect(log).toEqual(['a of 1', 'b of 2', 'c of 2', 'd of 2', 'e of 2']);
});
