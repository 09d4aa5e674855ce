import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@wakeful/testing';
import { startTimeOf } from './process-tree.js';
import { Scratch } from './scratch.js';

let root: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wakeful-scratch-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** Something that runs on, in place of a browser. */
function runOn(env: NodeJS.ProcessEnv = {}): number {
  const child = spawn('sleep', ['60'], { stdio: 'ignore', env: { ...process.env, ...env } });
  started.push(child);
  return child.pid ?? 0;
}

/** The folder that a service leaves behind when it is killed while a browser runs. */
function leftover(owner: { pid: number; startTime: string | null }, browserPid: number): string {
  const folder = join(root, `${owner.pid}-abc`);
  mkdirSync(join(folder, 'run'), { recursive: true });
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(owner));
  const browser = { pid: browserPid, startTime: startTimeOf(browserPid) };
  writeFileSync(join(folder, 'run', 'browser.json'), JSON.stringify(browser));
  return folder;
}

describe('the scratch folder', () => {
  it('ends the browsers of a dead service at the next start, and removes its files', async () => {
    const browser = runOn();
    const folder = leftover({ pid: 999_999_999, startTime: '1' }, browser);
    expect(new Scratch(root).prepare()).toBe(1);
    await waitFor(() => startTimeOf(browser) === null, { what: 'the end of the browser' });
    expect(existsSync(folder)).toBe(false);
  });

  it('ends what carries the mark of a session although its browser was never recorded', async () => {
    const folder = join(root, '999999999-abc');
    const helper = runOn({ WAKEFUL_DEBUG_SCRATCH: join(folder, 'run') });
    mkdirSync(join(folder, 'run'), { recursive: true });
    expect(new Scratch(root).prepare()).toBe(1);
    await waitFor(() => startTimeOf(helper) === null, { what: 'its end' });
  });

  it('leaves a living service and its browser alone', () => {
    const browser = runOn();
    const folder = leftover({ pid: process.pid, startTime: startTimeOf(process.pid) }, browser);
    expect(new Scratch(root).prepare()).toBe(0);
    expect(startTimeOf(browser)).not.toBeNull();
    expect(existsSync(folder)).toBe(true);
  });

  it('does not end a process that only has the number of a browser of before', () => {
    const stranger = runOn();
    const folder = leftover({ pid: 999_999_999, startTime: '1' }, stranger);
    writeFileSync(join(folder, 'run', 'browser.json'), JSON.stringify({ pid: stranger, startTime: '1' }));
    expect(new Scratch(root).prepare()).toBe(0);
    expect(startTimeOf(stranger)).not.toBeNull();
    expect(existsSync(folder)).toBe(false);
  });

  it('is gone when it is removed', () => {
    const scratch = new Scratch(root);
    scratch.prepare();
    scratch.forSession('0123456789').recordBrowser(process.pid);
    scratch.remove();
    expect(readdirSync(root)).toEqual([]);
  });
});
