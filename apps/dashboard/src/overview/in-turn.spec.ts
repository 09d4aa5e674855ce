import { describe, expect, it } from '@jest/globals';
import { inTurn } from './in-turn.js';

describe('inTurn', () => {
  it('does everything, six at a time at most, and then tells the first failure', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    const work = async (item: number): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running -= 1;
      if (item === 3) throw new Error('three');
      done.push(item);
    };
    await expect(inTurn([...Array(20).keys()], work)).rejects.toThrow('three');
    expect(done).toHaveLength(19);
    expect(most).toBe(6);
  });
});
