import { describe, expect, it } from '@jest/globals';
import { PortTakenError } from '@wakeful/launching';
import { describeEvent, describeLogLine } from './terminal.js';

describe('describeLogLine', () => {
  it.each([
    { line: '{"level":"warn","msg":"slow"}', shown: 'slow' },
    { line: '{"level":"error","msg":"cannot store","err":{"message":"no table"}}', shown: 'cannot store (no table)' },
    { line: '{"level":"fatal","msg":"no table here","err":{"message":"no table"}}', shown: 'no table here' },
    { line: '{"level":"info","msg":"started"}', shown: undefined },
    { line: '{"level":"warn"', shown: undefined },
    { line: '2026-01-01 LOG: database system is ready', shown: undefined },
  ])('$line', ({ line, shown }) => {
    expect(describeLogLine(line)?.message).toBe(shown);
  });
});

describe('describeEvent', () => {
  it('says what ended, how, and when it comes back', () => {
    const exit = { code: null, signal: 'SIGKILL' } as const;
    expect(describeEvent({ type: 'exited', component: 'checker', exit, restartInMs: 500 }, true)).toBe(
      'checker ended unexpectedly (by SIGKILL), starting it again in 0.5 s',
    );
  });

  it('says that a part is back, but not that it came up in the beginning', () => {
    expect(describeEvent({ type: 'ready', component: 'nats', isRestart: true }, true)).toBe('nats runs again');
    expect(describeEvent({ type: 'ready', component: 'nats', isRestart: false }, false)).toBeNull();
  });
});

it('a taken port is named, with how to choose another', () => {
  expect(new PortTakenError(3000).message).toBe(
    'Port 3000 is taken by another program. Choose another one: PORT=3001 npm start',
  );
});
