import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DependencyLog } from './dependency-log.js';
import { createLogger, type Logger } from './logging.js';
import { PeriodicJob } from './periodic-job.js';

const INTERVAL_MS = 1000;
const flushed = (): Promise<void> => jest.advanceTimersByTimeAsync(0);

describe('PeriodicJob', () => {
  let logger: Logger;

  beforeEach(() => {
    jest.useFakeTimers();
    logger = createLogger('test', 'silent' as 'fatal');
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const jobOf = (run: (signal: AbortSignal) => Promise<void>): PeriodicJob =>
    new PeriodicJob({ name: 'work', intervalMs: INTERVAL_MS, run, logger, dependencies: new DependencyLog(logger) });

  it('runs at once, and an interval after the end of each run', async () => {
    const run = jest.fn(() => Promise.resolve());
    const job = jobOf(run);
    job.start();
    await flushed();
    expect(run).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(INTERVAL_MS);
    expect(run).toHaveBeenCalledTimes(2);
    await job.stop();
    await jest.advanceTimersByTimeAsync(5 * INTERVAL_MS);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('never runs twice at a time', async () => {
    const run = jest.fn(() => Promise.withResolvers<void>().promise);
    jobOf(run).start();
    await jest.advanceTimersByTimeAsync(10 * INTERVAL_MS);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('goes on after a failure, which it logs as one line', async () => {
    const error = jest.spyOn(logger, 'error');
    const run = jest.fn(async () => {
      throw new Error('no connection');
    });
    const job = jobOf(run);
    job.start();
    await jest.advanceTimersByTimeAsync(INTERVAL_MS);
    expect(run).toHaveBeenCalledTimes(2);
    expect(error).toHaveBeenCalledWith({ job: 'work' }, 'work failed and will be tried again: no connection');
    await job.stop();
  });

  it('leaves a failure that is an outage to the log of outages', async () => {
    const error = jest.spyOn(logger, 'error');
    const explains = jest.fn<(error: unknown) => boolean>(() => true);
    const gone = new Error('connect ECONNREFUSED');
    const run = () => Promise.reject(gone);
    const job = new PeriodicJob({ name: 'work', intervalMs: INTERVAL_MS, run, logger, dependencies: { explains } });
    job.start();
    await flushed();
    expect(explains).toHaveBeenCalledWith(gone);
    expect(error).not.toHaveBeenCalled();
    await job.stop();
  });

  it('tells the run under way to end, and waits for it', async () => {
    let hasEnded = false;
    const job = jobOf(
      (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            hasEnded = true;
            resolve();
          });
        }),
    );
    job.start();
    await job.stop();
    expect(hasEnded).toBe(true);
  });
});
