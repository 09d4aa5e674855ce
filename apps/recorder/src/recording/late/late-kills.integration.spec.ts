import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkCompletedV1, type CheckResult } from '@wakeful/contracts';
import { freePort, LaunchedProcess } from '@wakeful/launching';
import { waitFor } from '@wakeful/testing';
import { insertMonitor, type TestMonitor } from '../../maintenance.fixture.js';
import { type RecordingRig, resultOf, startRecordingRig, T0_MS } from '../recording.fixture.js';

const entryPoint = join(import.meta.dirname, '../../../dist/main.js');
/** Where the transaction that judges a late stretch is held up when its recorder is killed, from its beginning to its end. */
const MOMENTS = [
  ['before it reads the windows', 'downtime_windows'],
  ['between a corrected window and its trail', 'downtime_corrections'],
  ['before it writes what there is to tell', 'outbox'],
] as const;

let rig: RecordingRig;
let running: LaunchedProcess;
const start = async (): Promise<void> => {
  const PORT = String(await freePort());
  const env = { ...process.env, ...rig.environment, LOG_LEVEL: 'fatal', HOST: '127.0.0.1', PORT };
  running = await LaunchedProcess.launch(process.execPath, [entryPoint], { env });
};
beforeAll(async () => {
  rig = await startRecordingRig();
  await start();
}, 60_000);
afterAll(async () => {
  await running.stop('SIGTERM', 10_000);
  await rig[Symbol.asyncDispose]();
});

const story = (of: TestMonitor, from: number, letters: string): CheckResult[] =>
  [...letters].flatMap((letter, index) => (letter === ' ' ? [] : [resultOf(of, from + index, letter)]));
const publish = (results: CheckResult[]): Promise<unknown> => rig.bus.publish(checkCompletedV1, { results });
const countOf = async (sql: string, ...parameters: unknown[]): Promise<number> =>
  (await rig.dataSource.query<{ n: number }[]>(`SELECT count(*)::int AS n ${sql}`, parameters))[0]?.n ?? NaN;
const timesOf = async (of: TestMonitor) =>
  (await rig.windowsOf(of)).map(({ startedMs, endedMs, affectedChecks }) => ({ startedMs, endedMs, affectedChecks }));

describe('a recorder that is killed in the middle of judging a late stretch', () => {
  it.each(MOMENTS)(
    'leaves it for the next one: %s',
    async (_moment, table) => {
      const [monitor, oracle] = [
        await insertMonitor(rig.dataSource, { fromMs: T0_MS }),
        await insertMonitor(rig.dataSource, { fromMs: T0_MS }),
      ];
      const early = (of: TestMonitor) => [...story(of, 0, 'uuddd'), ...story(of, 12, 'uuddduu')];
      const late = (of: TestMonitor) => story(of, 5, 'dduuddd');
      await rig.recordResults.run(early(monitor));
      const before = await timesOf(monitor);

      const lock = rig.dataSource.createQueryRunner();
      await lock.startTransaction();
      await lock.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      await publish(late(monitor));
      await waitFor(
        async () => (await countOf(`FROM pg_locks WHERE NOT granted AND relation = $1::regclass`, table)) > 0,
        {
          what: `the recorder to wait for ${table}`,
          timeoutMs: 30_000,
        },
      );
      running.kill('SIGKILL');
      await running.exited;
      await lock.rollbackTransaction();
      await lock.release();
      expect(await timesOf(monitor)).toEqual(before);

      await start();
      // As the stream does it once no one confirmed them.
      await publish(late(monitor));
      await waitFor(async () => (await countOf('FROM checks WHERE monitor_key = $1', monitor.key)) === 19, {
        what: 'the late results to be stored',
        timeoutMs: 30_000,
      });
      await rig.recordResults.run([...story(oracle, 0, 'uuddd'), ...late(oracle), ...story(oracle, 12, 'uuddduu')]);
      expect(await timesOf(monitor)).toEqual(await timesOf(oracle));
      expect(await timesOf(monitor)).not.toEqual(before);
      expect(await countOf('FROM downtime_windows w JOIN monitor_state s ON s.window_id = w.id')).toBe(0);
    },
    90_000,
  );
});
