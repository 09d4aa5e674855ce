import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { DependencyLog } from './dependency-log.js';

class GoneError extends Error {}

describe('DependencyLog', () => {
  let lines: string[];
  let isThere: boolean;
  let dependencies: DependencyLog;

  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    isThere = false;
    const sink = new Writable({
      write: (line: Buffer, _encoding, done) => {
        const { level, msg } = JSON.parse(line.toString()) as { level: string; msg: string };
        lines.push(`${level}: ${msg}`);
        done();
      },
    });
    dependencies = new DependencyLog(
      pino({ level: 'info', formatters: { level: (label) => ({ level: label }) } }, sink),
    );
    dependencies.register({
      name: 'Postgres',
      isAwayBy: (error) => error instanceof GoneError,
      check: () => (isThere ? Promise.resolve() : Promise.reject(new GoneError())),
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('says once that something is away, however often it is noticed, and once that it is back', async () => {
    for (let second = 0; second < 10; second++) {
      expect(dependencies.explains(new GoneError('connect ECONNREFUSED'))).toBe(true);
      expect(dependencies.explains(new Error('not stored', { cause: new GoneError('terminated') }))).toBe(true);
      await jest.advanceTimersByTimeAsync(1_000);
    }
    isThere = true;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(lines).toEqual([
      'warn: Postgres is away (connect ECONNREFUSED). Everything that needs it is tried again until it is back.',
      'info: Postgres is back after 10.5 s.',
    ]);
  });

  it('says it again the next time', async () => {
    isThere = true;
    for (let time = 0; time < 2; time++) {
      dependencies.explains(new GoneError('gone'));
      await jest.advanceTimersByTimeAsync(120_000);
    }
    expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('info'))).toHaveLength(2);
  });

  it('does not call back what answers but fails at its work, as a database on a full disk', async () => {
    isThere = true;
    for (let tries = 0; tries < 60; tries++) {
      dependencies.explains(new GoneError('could not extend file: No space left on device'));
      await jest.advanceTimersByTimeAsync(2_000);
    }
    expect(lines).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^info: Postgres is back after 11[89]\.\d s\.$/)]);
  });

  it('waits longer each time before it calls back what keeps going away', async () => {
    isThere = true;
    for (let second = 0; second < 1_200; second += 10) {
      dependencies.explains(new GoneError('gone'));
      await jest.advanceTimersByTimeAsync(10_000);
    }
    expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(2);
  });

  it('leaves to others what it cannot explain', () => {
    expect(dependencies.explains(new TypeError('odd'))).toBe(false);
    expect(dependencies.explains(undefined)).toBe(false);
    expect(lines).toEqual([]);
  });

  it('quotes an error about several addresses by the first of them', () => {
    const refused = new AggregateError([new Error('connect ECONNREFUSED ::1:5432'), new Error('other')]);
    dependencies.explains(Object.assign(new GoneError(''), { cause: refused }));
    expect(lines[0]).toContain('(connect ECONNREFUSED ::1:5432)');
  });

  it('says nothing while the service stops', async () => {
    dependencies.onModuleDestroy();
    dependencies.explains(new GoneError('gone'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(lines).toEqual([]);
  });
});
