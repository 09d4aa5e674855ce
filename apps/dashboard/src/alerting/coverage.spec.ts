import { describe, expect, it } from '@jest/globals';
import { coverageOf } from './coverage.js';

const channel = (over: object) => ({
  ...{ id: 'c', name: 'Ops', enabled: true, events: ['down' as const], allMonitors: false },
  ...{ monitorIds: [], tags: [] },
  ...over,
});
const said = (channels: ReturnType<typeof channel>[], monitor = { id: 'm' as string | null, tags: ['eu', 'shop'] }) =>
  coverageOf(channels, monitor).map(({ why, silentBecause }) => [why, silentBecause]);

describe('who is alerted of a monitor', () => {
  it.each([
    [{ allMonitors: true }, [['covers all monitors', null]]],
    [{ monitorIds: ['m'] }, [['selected for this monitor', null]]],
    [{ tags: ['us', 'shop'] }, [['covers the tag shop', null]]],
    [{ tags: ['us'], monitorIds: ['other'] }, []],
    [{ allMonitors: true, enabled: false }, [['covers all monitors', 'disabled']]],
    [{ allMonitors: true, events: ['recovered'] }, [['covers all monitors', 'not subscribed to Down']]],
  ])('by %j is %j', (over, want) => expect(said([channel(over)])).toEqual(want));

  it('names first who alerts', () =>
    expect(said([channel({ allMonitors: true, enabled: false }), channel({ tags: ['eu'] })])).toEqual([
      ['covers the tag eu', null],
      ['covers all monitors', 'disabled'],
    ]));

  it('is known before the monitor is created', () =>
    expect(said([channel({ monitorIds: ['m'] }), channel({ tags: ['eu'] })], { id: null, tags: ['eu'] })).toEqual([
      ['covers the tag eu', null],
    ]));
});
