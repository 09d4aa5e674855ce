import { describe, expect, it } from '@jest/globals';
import { inBatches } from './in-batches.js';

const wanted = new AbortController().signal;

describe('inBatches', () => {
  it('loads together what is asked for together, so many at a time, the newest first', async () => {
    const requests: string[][] = [];
    const itemOf = inBatches((ids) => {
      requests.push([...ids]);
      return Promise.resolve(new Map(ids.filter((id) => id !== 'c').map((id) => [id, id.toUpperCase()])));
    }, 2);
    expect(await Promise.all(['a', 'b', 'c'].map((id) => itemOf(id, wanted)))).toEqual(['A', 'B', null]);
    expect(await itemOf('d', wanted)).toBe('D');
    expect(requests).toEqual([['b', 'c'], ['a'], ['d']]);
  });

  it('has one request at a time, and leaves out what is no longer wanted', async () => {
    const requests: string[][] = [];
    let answer: () => void = () => undefined;
    const itemOf = inBatches((ids) => {
      requests.push([...ids]);
      return new Promise<Map<string, string>>((resolve) => (answer = () => resolve(new Map())));
    }, 10);
    const first = itemOf('a', wanted);
    while (requests.length === 0) await new Promise(setImmediate);
    const scrolled = new AbortController();
    const gone = itemOf('b', scrolled.signal);
    const last = itemOf('c', wanted);
    scrolled.abort(new Error('out of view'));
    answer();
    await expect(gone).rejects.toThrow('out of view');
    expect(requests).toEqual([['a'], ['c']]);
    answer();
    expect(await Promise.all([first, last])).toEqual([null, null]);
  });

  it('tells everybody who asked that it failed, and begins again', async () => {
    let isAway = true;
    const itemOf = inBatches(
      (ids) => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(new Map(ids.map((id) => [id, id])))),
      10,
    );
    const asked = await Promise.allSettled([itemOf('a', wanted), itemOf('b', wanted)]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isAway = false;
    expect(await itemOf('a', wanted)).toBe('a');
  });
});
