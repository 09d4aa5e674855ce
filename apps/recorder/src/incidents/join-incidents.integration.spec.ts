import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CheckResult } from '@wakeful/contracts';
import { insertMonitor, type TestMonitor } from '../maintenance.fixture.js';
import { type RecordingRig, resultOf, startRecordingRig, T0_MS } from '../recording/recording.fixture.js';
import { tidyIncidents } from './incidents-job.js';

interface Row {
  incident: string;
  monitors: number;
  cause: string | null;
}

describe('windows that have one cause', () => {
  let rig: RecordingRig;
  beforeAll(async () => {
    rig = await startRecordingRig();
  }, 60_000);
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
  });
  beforeEach(() => rig.dataSource.query('DELETE FROM incidents; DELETE FROM monitors; DELETE FROM outbox'));

  /** A monitor of a page at a host. */
  async function monitorOf(url: string): Promise<TestMonitor> {
    const monitor = await insertMonitor(rig.dataSource, { fromMs: T0_MS });
    await rig.dataSource.query('UPDATE monitors SET url = $2 WHERE id = $1', [monitor.id, url]);
    return monitor;
  }
  const refused = (address: string): Partial<CheckResult> => ({
    reason: 'refused',
    httpStatus: null,
    detail: `Nothing listens at ${address}:443`,
    facts: { address },
  });
  /** The three failures that open a window. */
  const outageOf = (monitor: TestMonitor, failure: Partial<CheckResult>): CheckResult[] =>
    [1, 2, 3].map((minute) => resultOf(monitor, minute, 'd', failure));
  const incidents = (): Promise<Row[]> =>
    rig.dataSource.query(
      `SELECT i.id AS incident, count(*)::int AS monitors, i.cause_kind || ' ' || i.cause_value AS cause
         FROM incidents i JOIN incident_windows w ON w.incident_id = i.id GROUP BY i.id ORDER BY count(*) DESC`,
    );

  it('are one incident that names what they share; an outage elsewhere is another one', async () => {
    const urls = ['https://a.example/', 'https://b.example/', 'https://c.example/', 'https://d.example/'];
    const [a, b, c, d] = await Promise.all(urls.map(monitorOf));
    await rig.recordResults.run(outageOf(a!, refused('192.0.2.8')));
    await rig.recordResults.run([...outageOf(b!, refused('192.0.2.8')), ...outageOf(d!, refused('198.51.100.1'))]);
    await rig.recordResults.run(outageOf(c!, refused('192.0.2.8')));
    expect(await incidents()).toMatchObject([
      { monitors: 3, cause: 'address 192.0.2.8' },
      { monitors: 1, cause: null },
    ]);
  });

  it('are one incident when two transactions open them at the same time', async () => {
    const monitors = await Promise.all(
      Array.from({ length: 6 }, (_, page) => monitorOf(`https://shop.example/${page}`)),
    );
    await Promise.all(monitors.map((monitor) => rig.recordResults.run(outageOf(monitor, { reason: 'http_status' }))));
    expect(await incidents()).toMatchObject([{ monitors: 6, cause: 'host shop.example' }]);
  });

  it('are two when the first has ended, or is older than two minutes', async () => {
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((page) => monitorOf(`https://shop.example/${page}`)));
    await rig.recordResults.run(outageOf(a!, {}));
    await rig.recordResults.run([4, 5].map((minute) => resultOf(a!, minute, 'u')));
    await rig.recordResults.run(outageOf(b!, {}));
    await rig.dataSource.query(`UPDATE downtime_windows SET opened_at = opened_at - interval '121 seconds'`);
    await rig.recordResults.run(outageOf(c!, {}));
    expect(await incidents()).toMatchObject([{ monitors: 1 }, { monitors: 1 }, { monitors: 1 }]);
  });

  it('are one incident of the location when 100 unrelated monitors lose their connections there', async () => {
    const monitors = await Promise.all(
      Array.from({ length: 100 }, (_, index) => monitorOf(`https://site-${index}.example/`)),
    );
    const address = (index: number): string => `10.${index}.0.1`;
    for (const some of [monitors.slice(0, 6), monitors.slice(6, 50), monitors.slice(50)]) {
      const results = some.flatMap((monitor) => outageOf(monitor, refused(address(monitors.indexOf(monitor)))));
      await rig.recordResults.run(results);
    }
    expect(await incidents()).toMatchObject([{ monitors: 100, cause: 'location default' }]);
    const [count] = await rig.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM incidents');
    expect(count).toEqual({ count: 1 });
  });

  it('keep their incident when results come again, and when late results show that one did not end', async () => {
    const [a, b] = await Promise.all([monitorOf('https://shop.example/a'), monitorOf('https://shop.example/b')]);
    await rig.recordResults.run(outageOf(a!, {}));
    await rig.recordResults.run(outageOf(b!, {}));
    const before = await incidents();
    await rig.recordResults.run(outageOf(b!, {}));
    // It was good in minutes 4 and 7, so it ended; then it turns out that it failed between the two.
    await rig.recordResults.run([resultOf(b!, 4, 'u'), resultOf(b!, 7, 'u')]);
    await rig.recordResults.run([resultOf(b!, 6, 'd'), resultOf(b!, 5, 'd')]);
    expect(await incidents()).toEqual(before);
    expect(before).toMatchObject([{ monitors: 2, cause: 'host shop.example' }]);
  });

  it('go with a window that there was not after all, and with the monitor', async () => {
    const [a, b] = await Promise.all([monitorOf('https://a.example/'), monitorOf('https://b.example/')]);
    await rig.recordResults.run(outageOf(a!, {}));
    await rig.recordResults.run(outageOf(b!, {}));
    await rig.dataSource.query('DELETE FROM monitors WHERE id = $1', [b!.id]);
    expect(await incidents()).toMatchObject([{ monitors: 1 }]);
    await rig.dataSource.query(`UPDATE incidents SET started_at = now() - interval '2 hours'`);
    await tidyIncidents(rig.dataSource);
    const [count] = await rig.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM incidents');
    expect(count).toEqual({ count: 1 });
  });

  it('get one later when the recorder that opened them knew of none', async () => {
    const [a, b] = await Promise.all([monitorOf('https://shop.example/a'), monitorOf('https://shop.example/b')]);
    await rig.recordResults.run([...outageOf(a!, {}), ...outageOf(b!, {})]);
    await rig.dataSource.query(
      `DELETE FROM incidents; UPDATE downtime_windows SET opened_at = opened_at - interval '61 seconds'`,
    );
    await tidyIncidents(rig.dataSource);
    expect(await incidents()).toMatchObject([{ monitors: 2, cause: 'host shop.example' }]);
  });

  it('know by the same signature that it was so before', async () => {
    const monitor = await monitorOf('https://shop.example/');
    await rig.recordResults.run(outageOf(monitor, refused('192.0.2.8')));
    await rig.recordResults.run([4, 5].map((minute) => resultOf(monitor, minute, 'u')));
    const again = [6, 7, 8].map((minute) => resultOf(monitor, minute, 'd', refused('192.0.2.9')));
    await rig.recordResults.run(again);
    const signatures = await rig.dataSource.query<object[]>(
      `SELECT count(*)::int AS count FROM incident_shares WHERE kind = 'signature' GROUP BY value`,
    );
    expect(signatures).toEqual([{ count: 2 }]);
  });
});
