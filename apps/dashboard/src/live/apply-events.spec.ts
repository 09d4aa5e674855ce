import { describe, expect, it } from '@jest/globals';
import type { Schemas } from '../api/client.js';
import { applyEvents, pageAfter } from './apply-events.js';
import type { LiveEvent } from './live-connection.js';

const id = '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c';
const monitor = {
  id,
  status: 'up',
  since: '2026-01-31T10:00:00.000Z',
  openWindowId: null,
  lastCheck: {
    scheduledAt: '2026-01-31T12:00:00.000Z',
    status: 'up',
    reason: null,
    httpStatus: 200,
    totalMs: 40,
    detail: '',
  },
} as unknown as Schemas['Monitor'];

const check = (scheduledAt: string, status: 'up' | 'down'): LiveEvent => ({
  type: 'check',
  data: { monitorId: id, scheduledAt, location: 'default', status, totalMs: 12 },
});
const status = { monitorId: id, name: 'Shop', url: '', from: 'up', to: 'down', at: '2026-01-31T12:01:00.000Z' };
const down = { type: 'status', data: status } as unknown as LiveEvent;

describe('applyEvents', () => {
  it('leaves a monitor alone that no event is about', () => {
    expect(applyEvents(monitor, [])).toBe(monitor);
  });

  it('shows the newest check, and forgets the reasons of an older one with another status', () => {
    expect(applyEvents(monitor, [check('2026-01-31T12:01:00.000Z', 'down')]).lastCheck).toMatchObject({
      status: 'down',
      httpStatus: null,
      totalMs: 12,
    });
  });

  it('is not moved back by a check that comes late', () => {
    expect(applyEvents(monitor, [check('2026-01-31T11:59:00.000Z', 'down')])).toBe(monitor);
  });

  it('follows the status, unless it is paused or under maintenance', () => {
    expect(applyEvents(monitor, [down])).toMatchObject({ status: 'down', since: status.at });
    expect(applyEvents({ ...monitor, status: 'paused' }, [down]).status).toBe('paused');
  });
});

describe('pageAfter', () => {
  const other = { ...monitor, id: 'another' };
  const page = { items: [other, monitor], total: 2, page: 1, pageSize: 50 };

  it('changes what the events are about, and keeps the rest as it is', () => {
    const after = pageAfter(page, new Map([[id, [down]]]));
    expect(after?.items.map(({ status }) => status)).toEqual(['up', 'down']);
    expect(after?.items[0]).toBe(other);
  });

  it('has nothing to say when they are about monitors of other pages', () => {
    expect(pageAfter(page, new Map([['elsewhere', [down]]]))).toBeUndefined();
  });
});
