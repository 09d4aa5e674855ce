import { describe, expect, it } from '@jest/globals';
import { createMonitor, type MonitorConfig } from '@wakeful/contracts';
import { defaultTimeoutMs, monitorProblems } from './monitor-rules.js';

const monitor = (overrides: Partial<MonitorConfig>): MonitorConfig => ({
  ...createMonitor.parse({ url: 'https://shop.example/' }),
  name: 'Shop',
  timeoutMs: 10_000,
  ...overrides,
});

describe('monitorProblems', () => {
  it.each<{ name: string; overrides: Partial<MonitorConfig>; paths: string[] }>([
    { name: 'the defaults', overrides: {}, paths: [] },
    { name: 'timeout equal to the interval', overrides: { intervalSeconds: 10 }, paths: ['timeoutMs'] },
    { name: 'timeout below the interval', overrides: { intervalSeconds: 10, timeoutMs: 9999 }, paths: [] },
    { name: 'body with GET', overrides: { body: 'x' }, paths: ['body'] },
    { name: 'body with HEAD', overrides: { method: 'HEAD', body: '' }, paths: ['body'] },
    { name: 'body with POST', overrides: { method: 'POST', body: 'x' }, paths: [] },
    { name: 'header twice', overrides: { headers: { Accept: 'a', accept: 'b' } }, paths: ['headers.accept'] },
    {
      name: 'header of the connection',
      overrides: { headers: { 'Content-Length': '1' } },
      paths: ['headers.Content-Length'],
    },
    {
      name: 'two sorts of credentials',
      overrides: { headers: { Authorization: 'x' }, auth: { type: 'bearer', token: 't' } },
      paths: ['headers.Authorization'],
    },
    {
      name: 'regex that does not compile',
      overrides: { assertions: [{ type: 'regex', pattern: '(', present: true }] },
      paths: ['assertions.0.pattern'],
    },
    {
      name: 'regex with look-ahead',
      overrides: { assertions: [{ type: 'regex', pattern: '(?=a)', present: true }] },
      paths: ['assertions.0.pattern'],
    },
    {
      name: 'json path that does not parse',
      overrides: { assertions: [{ type: 'jsonPath', path: '$[', operator: 'exists' }] },
      paths: ['assertions.0.path'],
    },
    {
      name: 'comparison without a value',
      overrides: { assertions: [{ type: 'jsonPath', path: '$.a', operator: 'equals' }] },
      paths: ['assertions.0.value'],
    },
    {
      name: 'body size without a limit',
      overrides: { assertions: [{ type: 'bodySize' }] },
      paths: ['assertions.0.minBytes'],
    },
    {
      name: 'several at once',
      overrides: { body: 'x', intervalSeconds: 5 },
      paths: ['timeoutMs', 'body'],
    },
  ])('$name', ({ overrides, paths }) => {
    expect(monitorProblems(monitor(overrides)).map((problem) => problem.path)).toEqual(paths);
  });
});

describe('monitorProblems of what is known so far', () => {
  it('judges what is there and leaves out the rest', () => {
    const assertions = [null, { type: 'regex', pattern: '(', present: true } as const];
    expect(monitorProblems({ assertions, timeoutMs: 99_999, body: 'x' }).map(({ path }) => path)).toEqual([
      'assertions.1.pattern',
    ]);
    expect(monitorProblems({})).toEqual([]);
  });
});

describe('defaultTimeoutMs', () => {
  it.each([
    [5, 4000],
    [10, 8000],
    [12, 9600],
    [13, 10_000],
    [86_400, 10_000],
  ])('at an interval of %d s it is %d ms', (intervalSeconds, timeoutMs) => {
    expect(defaultTimeoutMs(intervalSeconds)).toBe(timeoutMs);
  });
});
