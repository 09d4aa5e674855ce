import { describe, expect, it, jest } from '@jest/globals';
import { Readiness } from './health.js';

describe('readiness', () => {
  it('says in a sentence what is missing, and nothing of why', async () => {
    const readiness = new Readiness();
    const check = () => Promise.reject(new Error('password authentication failed for user "wakeful" at 10.0.0.7'));
    readiness.register({ name: 'postgres', sentence: 'cannot be reached', check });
    readiness.register({ name: 'nats', sentence: 'cannot be reached', check: () => Promise.resolve() });
    expect(await readiness.problems()).toEqual({ postgres: 'cannot be reached' });
  });

  it('asks what it needs once a second at most, however many ask it', async () => {
    jest.useFakeTimers({ now: 0 });
    try {
      const readiness = new Readiness();
      let asked = 0;
      const check = (): Promise<void> => {
        asked += 1;
        return Promise.resolve();
      };
      readiness.register({ name: 'postgres', sentence: 'cannot be reached', check });
      for (let n = 0; n < 100; n++) await readiness.problems();
      expect(asked).toBe(1);
      jest.setSystemTime(1_001);
      jest.advanceTimersByTime(1_001);
      await readiness.problems();
      expect(asked).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });
});
