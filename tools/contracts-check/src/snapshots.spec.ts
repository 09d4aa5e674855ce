import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkSnapshots, updateSnapshots } from './snapshots.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wakeful-snapshots-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const edit = (name: string, from: string, to: string): void => {
  const path = join(folder, name);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
};

describe('the snapshots', () => {
  it('match right after they were written', () => {
    expect(updateSnapshots(folder)).toEqual([]);
    expect(checkSnapshots(folder)).toEqual([]);
  });

  it('are missed when they are not there', () => {
    expect(checkSnapshots(folder).map((one) => one.problems)).toContainEqual(['has no snapshot']);
  });

  it('fail the check, and are not overwritten, when a message changed incompatibly', () => {
    updateSnapshots(folder);
    edit('check.completed.v1.json', '"startedAt"', '"beganAt"');
    const problems = checkSnapshots(folder);
    expect(problems).toMatchObject([{ contract: 'check.completed.v1' }]);
    expect(updateSnapshots(folder)).toEqual(problems);
  });
});
