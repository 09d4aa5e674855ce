import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LaunchedProcess } from '../processes/launched-process.js';
import { processStartTime } from './process-identity.js';
import { RunRecord } from './run-record.js';

describe('RunRecord', () => {
  let folder: string;
  let file: string;
  let sleeper: LaunchedProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wakeful-run-spec-'));
    file = join(folder, 'run.json');
    sleeper = await LaunchedProcess.launch(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  });
  afterEach(async () => {
    await sleeper.stop('SIGKILL', 1000);
    await rm(folder, { recursive: true, force: true });
  });

  const leaveBehind = (startTime: string | null): Promise<void> =>
    writeFile(
      file,
      JSON.stringify({
        runner: { name: 'runner', pid: process.pid, startTime: 'another life of this number' },
        processes: [{ name: 'checker', pid: sleeper.pid, startTime }],
      }),
    );

  it('refuses a folder on which a runner is alive', async () => {
    const record = await RunRecord.acquire(file);
    await expect(RunRecord.acquire(file)).rejects.toMatchObject({ code: 'ALREADY_RUNNING', pid: process.pid });
    record.release();
    (await RunRecord.acquire(file)).release();
  });

  it('ends what a killed runner left behind', async () => {
    await leaveBehind(processStartTime(sleeper.pid));
    const leftovers: string[] = [];
    await RunRecord.acquire(file, (name) => leftovers.push(name));
    expect(leftovers).toEqual(['checker']);
    expect((await sleeper.exited).signal).toBe('SIGTERM');
  });

  it('leaves a process alone that only has the number of a leftover', async () => {
    await leaveBehind('another life of this number');
    await RunRecord.acquire(file);
    expect(sleeper.isRunning).toBe(true);
  });

  it('takes over a file that was cut off', async () => {
    await writeFile(file, '{"runner":{"pid"');
    const record = await RunRecord.acquire(file);
    record.add('checker', sleeper.pid);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      processes: [{ name: 'checker', pid: sleeper.pid }],
    });
  });
});
