import { expect, it } from '@jest/globals';
import type { Logger } from '@wakeful/platform';
import { ShedLog } from './shed-log.js';

it('has one line for a dead location, however long and whatever the others do, and one when it is over', () => {
  const lines: string[] = [];
  const write = (_fields: object, line: string) => void lines.push(line);
  let nowMs = 0;
  const log = new ShedLog({ warn: write, info: write } as unknown as Logger, () => nowMs);
  for (; nowMs < 600_000; nowMs += 200) {
    log.notePublished('here');
    // Its queue takes one now and then, as when a checker takes a bundle and dies.
    if (nowMs % 7_000 === 0) log.notePublished('far');
    else log.noteShed('far', 'its queue is full');
  }
  expect(lines).toEqual(['checks from far are left out: its queue is full']);
  for (; nowMs < 700_000; nowMs += 200) log.notePublished('far');
  expect(lines.slice(1)).toEqual(['checks from far are no longer left out']);
});
