import { describe, expect, it } from '@jest/globals';
import { parseOptions, UsageError } from './options.js';

describe('the command line', () => {
  it('without options runs what the table needs', () => {
    const options = parseOptions([]);
    expect(options).toMatchObject({
      scenarios: ['ramp', 'throughput', 'https', 'half-load', 'overload', 'memory'],
      durationSeconds: 60,
      checkers: 1,
      historyDays: 30,
    });
  });

  it('with a load of its own runs that', () => {
    expect(parseOptions(['--monitors', '100', '--interval', '10', '--tls'])).toMatchObject({
      ...{ scenarios: ['load'], monitors: 100 },
      ...{ intervalSeconds: 10, tls: true },
    });
  });

  it('takes several scenarios, services to profile and settings', () => {
    const args = ['--scenario', 'ramp', '--scenario=memory', '--profile', 'checker,recorder', '--postgres', 'a_b=1 MB'];
    expect(parseOptions(args)).toMatchObject({
      scenarios: ['ramp', 'memory'],
      profiledServices: ['checker', 'recorder'],
      postgresSettings: { a_b: '1 MB' },
    });
  });

  it('explains itself', () => {
    expect(parseOptions(['--help'])).toBe('help');
  });

  it.each([
    ['--scenario', 'nothing'],
    ['--monitors', '0'],
    ['--monitors', 'many'],
    ['--interval', '4'],
    ['--history', '2'],
    ['--profile', 'nats'],
    ['--postgres', 'shared_buffers'],
    ['--unknown'],
    ['surplus'],
  ])('refuses %s %s', (...args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
