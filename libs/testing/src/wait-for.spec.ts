import { describe, expect, it } from '@jest/globals';
import { waitFor } from './wait-for.js';

describe('waitFor', () => {
  it('returns the first truthy value of a condition that may throw at first', async () => {
    let calls = 0;
    const condition = (): number | null => {
      calls++;
      if (calls === 1) throw new Error('too early');
      return calls < 3 ? null : calls;
    };
    expect(await waitFor(condition, { what: 'the third call', pollMs: 1 })).toBe(3);
  });

  it('fails with a sentence that says what was awaited and what went wrong last', async () => {
    const waiting = waitFor(() => Promise.reject(new Error('no route')), {
      what: 'an answer',
      timeoutMs: 20,
      pollMs: 5,
    });
    await expect(waiting).rejects.toMatchObject({
      code: 'WAIT_TIMEOUT',
      message: 'Waited 0.02 s in vain for an answer. The last try failed: no route',
    });
  });
});
