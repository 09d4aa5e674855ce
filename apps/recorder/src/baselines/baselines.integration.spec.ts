import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CheckResult, type DebugEvidence, type DebugRunV2, debugRunV2 } from '@wakeful/contracts';
import { aDebugMessage, aDebugSummary, someEvidence, waitFor } from '@wakeful/testing';
import { insertSession } from '../debug-sessions/debug-sessions.fixture.js';
import { StoreSession } from '../debug-sessions/store-session.js';
import { suggestCauses } from '../debug-sessions/suggest-causes.js';
import { insertMonitor, type TestMonitor } from '../maintenance.fixture.js';
import { DayPartitions } from '../recording/day-partitions.js';
import { type RecordingRig, resultOf, startRecordingRig, T0_MS } from '../recording/recording.fixture.js';
import { askForDueBaselines } from './ask-for-baselines.js';

let rig: RecordingRig;
let monitor: TestMonitor;
beforeAll(async () => {
  rig = await startRecordingRig();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await rig.dataSource.query('DELETE FROM monitors; DELETE FROM outbox');
  monitor = await insertMonitor(rig.dataSource, { fromMs: T0_MS, debugOnDown: true });
});

const record = (letters: string, from: number, overrides: Partial<CheckResult> = {}): Promise<void> =>
  rig.recordResults.run([...letters].map((letter, index) => resultOf(monitor, from + index, letter, overrides)));
const at = (address: string): Partial<CheckResult> => ({ facts: { address } });

interface BaselineRow {
  good_check: { addresses: string[] } | null;
  good_visit: { title: string } | null;
  version: string;
}
const baseline = async (): Promise<BaselineRow | undefined> =>
  (
    await rig.dataSource.query<BaselineRow[]>(
      'SELECT good_check, good_visit, xmin::text AS version FROM monitor_baselines WHERE monitor_id = $1',
      [monitor.id],
    )
  )[0];
const visitsAsked = async (): Promise<DebugRunV2[]> =>
  (await rig.news())
    .filter(({ message }) => message.startsWith('debug.run'))
    .map(({ payload }) => payload as DebugRunV2);
const suggested = async (): Promise<unknown> =>
  (await rig.dataSource.query<{ cause: string }[]>('SELECT suggested_root_cause AS cause FROM downtime_windows'))[0]
    ?.cause;
const seenWell: DebugEvidence = {
  ...someEvidence(),
  raw: {
    startedAt: new Date().toISOString(),
    outcome: { ...resultOf({ id: '', key: 0 }, 0, 'u'), facts: { address: '192.0.2.1' } },
    dnsAnswers: [],
    tlsChain: [],
    headers: [],
    bodyText: '<h1>Shop</h1>',
    bodyBytes: 13,
    isBodyTruncated: false,
  },
};
const storeVisit = (sessionId: string, evidence = seenWell): Promise<void> =>
  new StoreSession(rig.dataSource, new DayPartitions(rig.dataSource, 'network_events', 14)).execute(
    aDebugMessage({
      sessionId,
      monitorId: monitor.id,
      summary: aDebugSummary({ startedAt: new Date().toISOString(), evidence }),
    }),
  );

describe('how a site was while it was good', () => {
  it('is written when it changes, and not with each check', async () => {
    await record('u', 0, at('192.0.2.1'));
    const { version } = (await baseline())!;
    await record('uuu', 1, at('192.0.2.1'));
    expect(await baseline()).toMatchObject({ version, good_check: { addresses: ['192.0.2.1'] } });
    await record('u', 4, at('192.0.2.2'));
    await record('u', 5, at('192.0.2.1'));
    expect(await baseline()).toMatchObject({ good_check: { addresses: ['192.0.2.2', '192.0.2.1'], httpStatus: 200 } });
  });

  it('goes with the request for a visit, and into the window at once', async () => {
    await record('u', 0, at('192.0.2.1'));
    const facts = { address: '203.0.113.7' };
    await record('ddd', 1, {
      reason: 'refused',
      httpStatus: null,
      detail: '203.0.113.7:80 refused the connection',
      facts,
    });
    // The monitor's URL has an address for a host, which does not move.
    expect(await suggested()).toBe('Connection: 203.0.113.7:80 refused the connection');
    const [asked] = await visitsAsked();
    expect(asked).toMatchObject({
      moment: 'opened',
      failure: { reason: 'refused', failedChecks: 3 },
      lastGood: { until: new Date(T0_MS).toISOString(), check: { addresses: ['192.0.2.1'] }, visit: null },
    });
    expect(debugRunV2.schema.safeParse(asked).success).toBe(true);
  });

  it('does not take the place of what a visit has found already', async () => {
    await record('uddd', 0);
    await rig.dataSource.query("UPDATE downtime_windows SET suggested_root_cause = 'What a browser saw'");
    const [window] = await rig.dataSource.query<{ id: string }[]>('SELECT id FROM downtime_windows');
    await suggestCauses(rig.dataSource.manager, [{ windowId: window!.id, monitorId: monitor.id, moment: 'opened' }]);
    expect(await suggested()).toBe('What a browser saw');
  });

  it('has the page of a visit that found it well, and not that of an outage', async () => {
    await storeVisit(await insertSession(rig.dataSource, { monitorId: monitor.id, moment: 'opened' }));
    expect(await baseline()).toBeUndefined();
    await storeVisit(await insertSession(rig.dataSource, { monitorId: monitor.id }));
    expect(await baseline()).toMatchObject({ good_visit: { title: 'A page' } });
  });
});

describe('visits of pages that are well', () => {
  const isUp = (since = "now() - interval '1 hour'") =>
    rig.dataSource.query(`UPDATE monitor_state SET state = 1, since = ${since} WHERE monitor_id = $1`, [monitor.id]);
  const ask = (hoursLater = 0): Promise<number> =>
    askForDueBaselines(rig.dataSource, new Date(Date.now() + hoursLater * 3_600_000));

  const isAnyWaiting = async (): Promise<boolean> =>
    (await rig.dataSource.query<unknown[]>('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0;

  it('are asked for once a day', async () => {
    await isUp();
    expect([await ask(), await ask()]).toEqual([1, 0]);
    const [asked] = await visitsAsked();
    await storeVisit(asked!.sessionId);
    expect([await ask(20), await ask(25)]).toEqual([0, 1]);
  });

  it('are asked for again after six hours when nothing came', async () => {
    await isUp();
    expect([await ask(), await ask(5), await ask(7)]).toEqual([1, 0, 1]);
  });

  it('are asked for by one of two recorders that want them at the same moment', async () => {
    await isUp();
    let second: Promise<number> | undefined;
    await rig.dataSource.transaction(async (manager) => {
      await manager.query(
        "INSERT INTO monitor_baselines (monitor_id, visit_asked_at) VALUES ($1, now() - interval '1 s')",
        [monitor.id],
      );
      second = ask();
      await waitFor(isAnyWaiting, { what: 'the second recorder to wait for the first one' });
    });
    expect(await second).toBe(0);
  });

  it('are not asked for of what is down, new, or not to be visited', async () => {
    expect(await ask()).toBe(0);
    await isUp('now()');
    expect(await ask()).toBe(0);
    await isUp();
    await rig.dataSource.query('UPDATE monitors SET debug_on_down = false');
    expect(await ask()).toBe(0);
  });
});
