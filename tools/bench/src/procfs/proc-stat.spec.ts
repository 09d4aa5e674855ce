import { describe, expect, it } from '@jest/globals';
import {
  memoryBytesOf,
  parseBusyTicks,
  parseProcStat,
  parseProcStatus,
  parseProportionalBytes,
  ticksOf,
  treeOf,
} from './proc-stat.js';

const stat = (pid: number, name: string, parent: number, times: string): string =>
  `${pid} (${name}) S ${parent} ${pid} ${pid} 0 -1 4194560 9871 0 3 0 ${times} 20 0 11 0 5001 1234567 890 18446744073709551615`;

describe('/proc/<pid>/stat', () => {
  it('tells the parent and the times', () => {
    expect(parseProcStat(stat(42, 'node', 7, '100 20 3 4'))).toEqual({
      pid: 42,
      parentPid: 7,
      ownTicks: 120,
      endedChildrenTicks: 7,
    });
  });

  it.each(['a b', 'x) S 1', '((', 'postgres: wakeful (1)'])('bears the name %j', (name) => {
    expect(parseProcStat(stat(42, name, 7, '100 20 3 4'))).toMatchObject({ pid: 42, parentPid: 7, ownTicks: 120 });
  });
});

describe('a tree of processes', () => {
  const all = [
    parseProcStat(stat(10, 'postgres', 1, '5 5 100 50')),
    parseProcStat(stat(11, 'postgres', 10, '20 0 0 0')),
    parseProcStat(stat(12, 'postgres', 11, '1 1 0 0')),
    parseProcStat(stat(20, 'node', 1, '999 0 0 0')),
  ];

  it('has all descendants and nothing else', () => {
    expect(treeOf(10, all).map(({ pid }) => pid)).toEqual([10, 11, 12]);
    expect(treeOf(99, all)).toEqual([]);
  });

  it('counts children that have ended', () => {
    expect(ticksOf(treeOf(10, all))).toBe(5 + 5 + 100 + 50 + 20 + 2);
  });
});

describe('memory', () => {
  const status =
    'Name:\tpostgres\nVmRSS:\t  700 kB\nRssAnon:\t     100 kB\nRssFile:\t     200 kB\nRssShmem:\t     400 kB\n';

  it('is read by kind', () => {
    const expected = { anonymousBytes: 102_400, fileBytes: 204_800, sharedBytes: 409_600 };
    expect(parseProcStatus(status)).toEqual(expected);
    expect(parseProcStatus('Name:\tkthreadd\n')).toEqual({ anonymousBytes: 0, fileBytes: 0, sharedBytes: 0 });
  });

  it('has a proportional figure', () => {
    expect(parseProportionalBytes('Rss:  900 kB\nPss:     300 kB\nPss_Dirty: 1 kB\n')).toBe(307_200);
  });

  it('that processes share counts once', () => {
    const one = { anonymousBytes: 10, fileBytes: 100, sharedBytes: 1000 };
    const other = { anonymousBytes: 20, fileBytes: 50, sharedBytes: 3000 };
    expect(memoryBytesOf([one, other])).toBe(30 + 100 + 3000);
    expect(memoryBytesOf([])).toBe(0);
  });
});

it('knows how busy the machine was, without waiting and idling', () => {
  expect(parseBusyTicks('cpu  10 20 30 4000 500 6 7 0 0 0\ncpu0 1 1 1 1 1 1 1 0 0 0\n')).toBe(73);
});
