import { describe, expect, it } from '@jest/globals';
import type { Schemas } from '../api/client.js';
import { inOrder, lagText, statusCounts } from './system-texts.js';

const instance = (over: Partial<Schemas['ServiceInstance']>): Schemas['ServiceInstance'] => ({
  service: 'checker',
  instanceId: '7b1e2c3d-4f5a-4b6c-8d7e-9f0a1b2c3d4e',
  version: '0.1.0',
  host: null,
  location: null,
  state: 'alive',
  startedAt: '2026-01-31T11:00:00.000Z',
  uptimeSeconds: 3600,
  at: '2026-01-31T12:00:00.000Z',
  lagSeconds: null,
  ...over,
});

describe('the state of the system in words', () => {
  it.each([
    [null, '–'],
    [0, 'none'],
    [0.021, '21 ms'],
    [3.5, '3.50 s'],
    [150, '2 min 30 s'],
  ])('says a lag of %p seconds as %s', (seconds, text) => expect(lagText(seconds)).toBe(text));

  it('puts instances together by service, the missing ones first', () => {
    const services = [
      instance({ service: 'scheduler', host: 's' }),
      instance({ host: 'b' }),
      instance({ host: 'a' }),
      instance({ host: 'c', state: 'missing' }),
    ];
    expect(inOrder(services).map(({ host }) => host)).toEqual(['c', 'a', 'b', 's']);
  });

  it('counts every status, those that need attention first', () => {
    const counts = { pending: 0, up: 10, degraded: 2, down: 1, unknown: 0, paused: 3, maintenance: 4 };
    const shown = statusCounts(counts);
    expect(shown[0]).toEqual(['down', 1]);
    expect(Object.fromEntries(shown)).toEqual(counts);
  });
});
