import { describe, expect, it } from '@jest/globals';
import type { CheckResult } from '@wakeful/contracts';
import { aCheckResult } from '@wakeful/testing';
import { GroupCommit } from './group-commit.js';

const poison = aCheckResult({ detail: 'poison' });

describe('GroupCommit', () => {
  it('puts everything that arrives during a transaction into the next one', async () => {
    const sizes: number[] = [];
    let finish = (): void => undefined;
    const groups = new GroupCommit((results) => {
      sizes.push(results.length);
      return sizes.length === 1 ? new Promise((resolve) => (finish = resolve)) : Promise.resolve();
    }, 100);
    const all = [
      groups.add([aCheckResult()]),
      groups.add([aCheckResult(), aCheckResult()]),
      groups.add([aCheckResult()]),
    ];
    finish();
    await Promise.all(all);
    expect(sizes).toEqual([1, 3]);
  });

  it('gathers what comes soon after a transaction began, unless that is a whole transaction', async () => {
    const sizes: number[] = [];
    const groups = new GroupCommit((results) => Promise.resolve(void sizes.push(results.length)), 3, 60_000);
    await groups.add([aCheckResult()]);
    const second = groups.add([aCheckResult()]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sizes).toEqual([1]);
    await Promise.all([second, groups.add([aCheckResult(), aCheckResult()])]);
    expect(sizes).toEqual([1, 3]);
  });

  it('keeps a transaction within its size', async () => {
    const sizes: number[] = [];
    const groups = new GroupCommit((results) => Promise.resolve(void sizes.push(results.length)), 5);
    const three = (): CheckResult[] => [aCheckResult(), aCheckResult(), aCheckResult()];
    await Promise.all([groups.add(three()), groups.add(three()), groups.add(three())]);
    expect(sizes).toEqual([3, 3, 3]);
  });

  it('stores the others when one of a group cannot be stored', async () => {
    const stored: CheckResult[] = [];
    const groups = new GroupCommit((results) => {
      if (results.includes(poison)) return Promise.reject(new Error('value out of range'));
      stored.push(...results);
      return Promise.resolve();
    }, 100);
    const good = [aCheckResult(), aCheckResult(), aCheckResult()];
    const endings = await Promise.allSettled(
      [good[0], poison, good[1], good[2]].map((one) => groups.add(one ? [one] : [])),
    );
    expect(endings.map((ending) => ending.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(stored).toEqual(good);
  });

  it('fails the whole group at once when the database is away', async () => {
    let calls = 0;
    const groups = new GroupCommit(() => {
      calls += 1;
      return Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    }, 100);
    const endings = await Promise.allSettled([
      groups.add([aCheckResult()]),
      groups.add([aCheckResult()]),
      groups.add([aCheckResult()]),
    ]);
    expect(endings.every((ending) => ending.status === 'rejected')).toBe(true);
    expect(calls).toBe(2);
  });
});
