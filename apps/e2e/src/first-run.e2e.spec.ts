import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse } from '@wakeful/contracts';
import { startTarget, type Target, waitFor } from '@wakeful/testing';
import { isAlive, processesOf, recordedProcesses, type Runner, startRunner } from './runner.fixture.js';
import { repoRoot, temporaryFolder } from './test-system.fixture.js';

const run = promisify(execFile);

const SERVICES = [
  'checker',
  'debug-session',
  'demo-target',
  'gateway',
  'nats',
  'notifier',
  'postgres',
  'recorder',
  'scheduler',
];
const DEMO_PAGES = ['broken', 'flapping', 'healthy', 'slow'];

const pageOf = ({ url }: MonitorResponse): string => new URL(url).pathname.slice(1);

describe('a first run of the local runner', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let target: Target;
  let runner: Runner;
  let monitors: MonitorResponse[];
  let pids: Record<string, number>;

  beforeAll(async () => {
    folder = await temporaryFolder();
    target = await startTarget();
    runner = await startRunner(folder.path, [`${target.url}/shop`]);
  }, 120_000);
  afterAll(async () => {
    await runner[Symbol.asyncDispose]();
    await target.close();
    await folder[Symbol.asyncDispose]();
  }, 60_000);

  it('has a first result of every demo page and of the page that was named without being asked for', async () => {
    monitors = await waitFor(
      async () => {
        const all = await runner.api.monitors();
        return all.every((monitor) => monitor.lastCheck !== null) && all;
      },
      { what: 'a result of every monitor' },
    );
    expect(monitors.map(pageOf).sort()).toEqual([...DEMO_PAGES, 'shop'].sort());
    const resultOf = (page: string) => monitors.find((monitor) => pageOf(monitor) === page)?.lastCheck;
    expect(resultOf('healthy')).toMatchObject({ status: 'up', httpStatus: 200 });
    expect(resultOf('slow')).toMatchObject({ status: 'up', httpStatus: 200 });
    expect(resultOf('broken')).toMatchObject({ status: 'down', reason: 'http_status', httpStatus: 500 });
    expect(resultOf('shop')).toMatchObject({ status: 'up', httpStatus: 200 });
    expect(target.requests.length).toBeGreaterThan(0);
  });

  it('says on the terminal where it is', () => {
    const text = runner.output.join('\n');
    expect(text).toMatch(/Wakeful +http:\/\/localhost:\d+/);
    expect(text).toContain(`Monitoring ${target.url}/shop`);
    expect(text).not.toMatch(/ended unexpectedly|ERROR|FATAL/);
  });

  it('shows a command that works as it is pasted, and a link that logs in once', async () => {
    const shown = (label: string): string => {
      const line = runner.output.find((one) => one.trim().startsWith(label));
      return line?.trim().slice(label.length).trim() ?? '';
    };
    const { stdout } = await run('sh', ['-c', shown('Try')], { cwd: repoRoot });
    expect(JSON.parse(stdout)).toMatchObject({ total: DEMO_PAGES.length + 1 });

    const link = new URL(shown('Log in').split(' ', 1)[0]!.replace('localhost', '127.0.0.1'));
    const use = () =>
      fetch(new URL('/api/v1/login/once', link), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: link.hash.slice(1) }),
      });
    const opened = await fetch(link);
    expect([opened.status, opened.headers.get('set-cookie')]).toEqual([200, null]);
    const first = await use();
    expect(first.status).toBe(200);
    const cookie = first.headers.get('set-cookie')!.split(';', 1)[0]!;
    const session = await fetch(new URL('/api/v1/session', link), { headers: { cookie } });
    expect(await session.json()).toMatchObject({ kind: 'user', role: 'admin', method: 'session' });
    expect((await use()).status).toBe(401);
  });

  it('runs every service as a process of its own', () => {
    pids = recordedProcesses(folder.path);
    expect(
      Object.keys(pids)
        .filter((name) => isAlive(pids[name]!))
        .sort(),
    ).toEqual(SERVICES);
  });

  it('ends with exit code 0 on Ctrl-C and leaves no process behind', async () => {
    const deleted = monitors.find((monitor) => pageOf(monitor) === 'slow');
    await runner.api.deleteMonitor(deleted!.id);
    expect(await runner.interrupt()).toEqual({ code: 0, signal: null });
    expect(Object.entries(pids).filter(([, pid]) => isAlive(pid))).toEqual([]);
    expect(processesOf(folder.path)).toEqual([]);
  }, 60_000);

  it('keeps monitors and checks for the next run, and does not bring back a demo monitor that was deleted', async () => {
    const shop = monitors.find((monitor) => pageOf(monitor) === 'shop')!;
    runner = await startRunner(folder.path, [shop.url]);
    expect(runner.output).toContain(`${shop.url} is monitored already`);
    const kept = monitors.filter((monitor) => pageOf(monitor) !== 'slow');
    expect((await runner.api.monitors()).map(({ id }) => id).sort()).toEqual(kept.map(({ id }) => id).sort());
    for (const { id, lastCheck } of kept) {
      const times = (await runner.api.checks(id)).map(({ scheduledAt }) => scheduledAt);
      expect(times).toContain(lastCheck!.scheduledAt);
    }
    const healthy = kept.find((monitor) => pageOf(monitor) === 'healthy')!;
    await waitFor(
      async () =>
        (await runner.api.checks(healthy.id)).some(({ startedAt }) => Date.parse(startedAt) > runner.readyAtMs),
      { what: 'checks to continue' },
    );
    expect(await runner.interrupt()).toEqual({ code: 0, signal: null });
    expect(processesOf(folder.path)).toEqual([]);
  }, 120_000);
});
