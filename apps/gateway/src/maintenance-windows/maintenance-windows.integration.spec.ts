import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  HOUR_MS,
  type MaintenancePreview,
  maintenanceWindow,
  type MaintenanceWindowResponse,
  type MonitorResponse,
  type Page,
  type Problem,
} from '@wakeful/contracts';
import { extendOccurrences } from '@wakeful/persistence';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const WINDOWS = '/api/v1/maintenance-windows';
const fromNow = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

describe('maintenance windows over HTTP', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  const create = async (fields: object): Promise<MaintenanceWindowResponse> =>
    (await gateway.request<MaintenanceWindowResponse>('POST', WINDOWS, { name: 'Updates', ...fields })).body;
  const monitor = async (id: string): Promise<MonitorResponse> =>
    (await gateway.request<MonitorResponse>('GET', `/api/v1/monitors/${id}`)).body;
  const occurrences = (id: string) =>
    gateway.dataSource.query<{ from_at: Date; until_at: Date }[]>(
      'SELECT from_at, until_at FROM maintenance_occurrences WHERE window_id = $1 ORDER BY from_at',
      [id],
    );

  it('shows its monitors as under maintenance while it is ongoing, and no other', async () => {
    const tagged = await gateway.createMonitor({ tags: ['eu'] });
    const named = await gateway.createMonitor();
    const other = await gateway.createMonitor();
    const window = await create({ startsAt: fromNow(-1), endsAt: fromNow(1), tags: ['eu'], monitorIds: [named.id] });
    expect(maintenanceWindow.parse(window)).toEqual(window);
    expect(window).toMatchObject({ active: true, recurrence: null, next: { from: window.startsAt } });
    for (const { id } of [tagged, named]) {
      expect(await monitor(id)).toMatchObject({ status: 'maintenance', since: window.startsAt });
    }
    expect(await monitor(other.id)).toMatchObject({ status: 'pending' });
    const list = await gateway.request<Page<MonitorResponse>>('GET', '/api/v1/monitors?status=maintenance');
    expect(list.body.items.map(({ id }) => id).sort()).toEqual([tagged.id, named.id].sort());
    const pending = await gateway.request<Page<MonitorResponse>>('GET', '/api/v1/monitors?status=pending');
    expect(pending.body.items.map(({ id }) => id)).toEqual([other.id]);
    expect((await gateway.request('DELETE', `${WINDOWS}/${window.id}`)).status).toBe(204);
    expect(await monitor(named.id)).toMatchObject({ status: 'pending' });
    expect((await gateway.request('GET', `${WINDOWS}/${window.id}`)).status).toBe(404);
    const [past] = await occurrences(window.id);
    expect(past?.from_at.toISOString()).toBe(window.startsAt);
    expect(past?.until_at.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
  });

  it('recurs by the clock of its time zone, a year ahead', async () => {
    const window = await create({
      startsAt: '2026-02-01T02:00:00+01:00',
      endsAt: '2026-02-01T04:00:00+01:00',
      allMonitors: true,
      recurrence: { rrule: 'FREQ=MONTHLY;BYDAY=1SU', timeZone: 'Europe/Berlin' },
    });
    const all = await occurrences(window.id);
    expect(all.length).toBeGreaterThan(12);
    expect(new Set(all.map(({ from_at, until_at }) => until_at.getTime() - from_at.getTime()))).toEqual(
      new Set([2 * HOUR_MS]),
    );
    const berlin = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', hour: 'numeric', hourCycle: 'h23' });
    expect(new Set(all.map(({ from_at }) => berlin.format(from_at)))).toEqual(new Set(['02']));
    expect(Date.parse(window.next!.from)).toBeGreaterThan(Date.now());
    await gateway.dataSource.query('DELETE FROM maintenance_occurrences WHERE window_id = $1 AND from_at > now()', [
      window.id,
    ]);
    await extendOccurrences(gateway.dataSource, Date.now());
    expect(await occurrences(window.id)).toEqual(all);
    await gateway.request('DELETE', `${WINDOWS}/${window.id}`);
  });

  it('leaves what has taken place as it was when it is changed', async () => {
    const window = await create({
      startsAt: fromNow(-49),
      endsAt: fromNow(-48),
      allMonitors: true,
      recurrence: { rrule: 'FREQ=DAILY', timeZone: 'UTC' },
    });
    const past = (await occurrences(window.id)).filter(({ from_at }) => from_at.getTime() < Date.now());
    const { body } = await gateway.request<MaintenanceWindowResponse>('PATCH', `${WINDOWS}/${window.id}`, {
      recurrence: { rrule: 'FREQ=WEEKLY', timeZone: 'UTC' },
    });
    expect(body).toMatchObject({ version: 2, recurrence: { rrule: 'FREQ=WEEKLY' } });
    const after = await occurrences(window.id);
    expect(after.slice(0, past.length)).toEqual(past);
    expect(after.length).toBeLessThan(70);
    await gateway.request('DELETE', `${WINDOWS}/${window.id}`);
  });

  it.each([
    { name: 'an end before the start', fields: { endsAt: '2026-01-01T00:00:00Z' }, path: 'endsAt' },
    {
      name: 'an occurrence that runs into the next one',
      fields: { endsAt: '2026-02-03T02:00:00Z', recurrence: { rrule: 'FREQ=DAILY', timeZone: 'UTC' } },
      path: 'endsAt',
    },
    { name: 'no monitors', fields: { allMonitors: false }, path: 'allMonitors' },
    {
      name: 'a rule by the minute',
      fields: { recurrence: { rrule: 'FREQ=MINUTELY', timeZone: 'UTC' } },
      path: 'recurrence.rrule',
    },
    {
      name: 'a rule that is none',
      fields: { recurrence: { rrule: 'FREQ=WEEKLY;BYDAY=XX', timeZone: 'UTC' } },
      path: 'recurrence.rrule',
    },
    {
      name: 'an unknown zone',
      fields: { recurrence: { rrule: 'FREQ=DAILY', timeZone: 'Mars/Olympus' } },
      path: 'recurrence.timeZone',
    },
    {
      name: 'more occurrences than are planned',
      fields: {
        startsAt: '1990-01-01T00:00:00Z',
        endsAt: '1990-01-01T01:00:00Z',
        recurrence: { rrule: 'FREQ=DAILY', timeZone: 'UTC' },
      },
      path: 'recurrence.rrule',
    },
  ])('refuses $name', async ({ fields, path }) => {
    const { status, body } = await gateway.request<Problem>('POST', WINDOWS, {
      name: 'Bad',
      startsAt: '2026-02-01T02:00:00Z',
      endsAt: '2026-02-01T03:00:00Z',
      allMonitors: true,
      ...fields,
    });
    expect([status, body.errors?.map((one) => one.path)]).toEqual([400, [path]]);
  });

  it('shows when it would take place as it is then planned, and never on a day that the rule leaves out', async () => {
    // A Sunday.
    const plan = {
      startsAt: '2031-02-02T02:00:00+01:00',
      endsAt: '2031-02-02T04:00:00+01:00',
      recurrence: { rrule: 'FREQ=WEEKLY;BYDAY=MO,TH', timeZone: 'Europe/Berlin' },
    };
    const preview = await gateway.request<MaintenancePreview>('POST', `${WINDOWS}/preview`, plan);
    expect(preview.body.occurrences.map(({ from }) => from)).toEqual([
      '2031-02-03T01:00:00.000Z',
      '2031-02-06T01:00:00.000Z',
      '2031-02-10T01:00:00.000Z',
    ]);
    const window = await create({ ...plan, allMonitors: true });
    const planned = (await occurrences(window.id)).slice(0, 3);
    expect(
      planned.map(({ from_at, until_at }) => ({ from: from_at.toISOString(), until: until_at.toISOString() })),
    ).toEqual(preview.body.occurrences);
    const refused = await gateway.request<Problem>('POST', `${WINDOWS}/preview`, { ...plan, endsAt: plan.startsAt });
    expect([refused.status, refused.body.errors?.[0]?.path]).toEqual([400, 'endsAt']);
    await gateway.request('DELETE', `${WINDOWS}/${window.id}`);
  });

  it('shows no monitor that was deleted, takes back what it showed, and a change of nothing is no new version', async () => {
    const gone = await gateway.createMonitor();
    const input = {
      name: 'Scoped',
      allMonitors: false,
      monitorIds: [gone.id],
      startsAt: '2031-01-01T00:00:00.000Z',
      endsAt: '2031-01-01T01:00:00.000Z',
    };
    const { body: made } = await gateway.request<MaintenanceWindowResponse>(
      'POST',
      '/api/v1/maintenance-windows',
      input,
    );
    await gateway.request('DELETE', `/api/v1/monitors/${gone.id}`);
    const path = `/api/v1/maintenance-windows/${made.id}`;
    const { body: read } = await gateway.request<MaintenanceWindowResponse>('GET', path);
    expect(read.monitorIds).toEqual([]);
    const { name, description, allMonitors, monitorIds, tags, startsAt, endsAt, recurrence, version } = read;
    const fields = { name, description, allMonitors, monitorIds, tags, startsAt, endsAt, recurrence };
    expect(await gateway.request('PATCH', path, fields)).toMatchObject({ status: 200, body: { version } });
    const renamed = await gateway.request('PATCH', path, { ...fields, name: 'Renamed' });
    expect(renamed).toMatchObject({ status: 200, body: { version: version + 1, name: 'Renamed' } });
  });
});
