import { describe, expect, it } from '@jest/globals';
import type { Schemas } from '../api/client.js';
import { offsetText, timelineOf } from './timeline.js';

const at = (time: string): string => `2026-01-31T${time}.000Z`;

const window = {
  startedAt: at('12:00:00'),
  openedAt: at('12:00:10'),
  endedAt: at('12:04:00'),
  lastGoodAt: at('11:59:00'),
  affectedChecks: 6,
  firstFailure: { reason: 'http_status', detail: 'The page answered 503.', httpStatus: 503, facts: {} },
  debugSessions: [],
} as unknown as Schemas['DowntimeWindow'];

const checkAt = (time: string, trigger: string, status = 'down') =>
  ({ startedAt: at(time), trigger, status, location: 'default', detail: 'Again 503.' }) as unknown as Schemas['Check'];

const deliveryAt = (time: string, changes: Partial<Schemas['Delivery']>) =>
  ({
    id: time,
    channelName: 'Operations',
    kind: 'down',
    state: 'delivered',
    attempts: 1,
    detail: 'ok',
    occurredAt: at('12:00:00'),
    createdAt: at(time),
    lastTriedAt: null,
    deliveredAt: at(time),
    ...changes,
  }) as unknown as Schemas['Delivery'];

const nothing = { window, checks: [], deliveries: [], sessions: [] };
const titles = (facts: Parameters<typeof timelineOf>[0]) => timelineOf(facts).map(({ title }) => title);

describe('timelineOf', () => {
  it('tells of the turning points, with the error bound of the start', () => {
    const entries = timelineOf(nothing);
    expect(entries.map(({ kind }) => kind)).toEqual(['good', 'failure', 'opened', 'recovery']);
    expect(entries[0]?.detail).toContain('1 min');
    expect(entries[1]?.detail).toBe('The page answered 503.');
    expect(entries[3]?.detail).toBe('After 4 min, 6 failed checks.');
  });

  it('has no recovery while the outage continues, and no last good check if there was none', () => {
    const open = { ...window, endedAt: null, lastGoodAt: null };
    expect(timelineOf({ ...nothing, window: open }).map(({ kind }) => kind)).toEqual(['failure', 'opened']);
  });

  it('tells only of confirmations from the start until the outage was declared', () => {
    const checks = [
      checkAt('12:00:09', 'confirmation', 'unknown'),
      checkAt('12:00:05', 'confirmation'),
      checkAt('12:00:06', 'schedule'),
      checkAt('12:00:11', 'confirmation'),
    ];
    expect(titles({ ...nothing, checks }).slice(2, 5)).toEqual([
      'Retry failed',
      'Retry inconclusive',
      'Incident opened',
    ]);
    const opened = timelineOf({ ...nothing, checks }).find(({ kind }) => kind === 'opened');
    expect(opened?.detail).toBe('Confirmed by 1 retry.');
  });

  it('tells an alert once, with how it went with each channel', () => {
    const deliveries = [
      deliveryAt('12:00:20', {}),
      deliveryAt('12:00:15', { channelName: 'Mail', state: 'dead', attempts: 5, detail: '550 no such user' }),
      deliveryAt('12:04:10', { kind: 'recovered', occurredAt: at('12:04:00') }),
    ];
    const alerts = timelineOf({ ...nothing, deliveries }).filter(({ kind }) => kind === 'alert');
    expect(alerts.map(({ title, at: when }) => [title, when])).toEqual([
      ['Alert: down', at('12:00:15')],
      ['Alert: recovered', at('12:04:10')],
    ]);
    expect(alerts[0]?.lines.map(({ channel, text }) => `${channel} ${text}`)).toEqual([
      'Mail failed after 5 attempts: 550 no such user',
      'Operations delivered',
    ]);
  });

  it('places a debug session where the outage turned until more is known of it', () => {
    const id = 'one';
    const visited = { ...window, debugSessions: [{ id, moment: 'opened' as const, state: 'queued' as const }] };
    const before = timelineOf({ ...nothing, window: visited }).find(({ kind }) => kind === 'session');
    expect(before).toMatchObject({ at: at('12:00:10'), detail: 'Queued or running.' });
    const known = {
      id,
      requestedAt: at('12:00:10'),
      startedAt: at('12:00:12'),
      completedAt: null,
      error: null,
      diagnosis: { category: 'http_status' as const, sentence: 'Main document 503' },
    };
    const after = timelineOf({ ...nothing, window: visited, sessions: [known] }).find(({ kind }) => kind === 'session');
    expect(after).toMatchObject({ at: at('12:00:12'), detail: 'Main document 503' });
  });
});

describe('offsetText', () => {
  it.each([
    ['11:59:00', '−1 min'],
    ['12:00:00', 'start'],
    ['12:00:10', '+10 s'],
  ])('says that %s is %s', (time, text) => expect(offsetText(at(time), window.startedAt)).toBe(text));
});
