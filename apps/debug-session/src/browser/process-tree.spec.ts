import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@wakeful/testing';
import { killTree, processesOf, startTimeOf } from './process-tree.js';

const MARK = `WAKEFUL_TEST_MARK=${process.pid}`;
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A shell that waits for a child of its own. */
function startFamily(env: NodeJS.ProcessEnv = {}): number {
  const child = spawn('sh', ['-c', 'sleep 60 & wait'], { stdio: 'ignore', env: { ...process.env, ...env } });
  started.push(child);
  return child.pid ?? 0;
}

describe('a process tree', () => {
  it('is a root with all its descendants', async () => {
    const root = startFamily();
    const family = await waitFor(() => processesOf(root, MARK).length === 2 && processesOf(root, MARK), {
      what: 'both',
    });
    expect(family.map(({ parentPid }) => parentPid)).toEqual(expect.arrayContaining([process.pid, root]));
  });

  it('is killed with what left the family, as long as it carries the mark', async () => {
    const [name = '', value] = MARK.split('=');
    const root = startFamily();
    const other = startFamily({ [name]: value });
    await waitFor(() => processesOf(root, MARK).length === 4, { what: 'both families' });
    killTree(root, MARK);
    await waitFor(() => startTimeOf(root) === null && startTimeOf(other) === null, { what: 'their end' });
    expect(processesOf(root, MARK)).toEqual([]);
  });

  it.each([null, 0, 1, -1])('is empty, and never the whole machine, with %s as its root', (root) => {
    expect(processesOf(root, 'WAKEFUL_TEST_MARK=of-none')).toEqual([]);
  });
});
