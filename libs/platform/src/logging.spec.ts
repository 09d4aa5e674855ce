import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { NestLogger, withoutData } from './logging.js';

describe('NestLogger', () => {
  const levelOf = (message: string): unknown => {
    let level: unknown;
    const sink = new Writable({
      write: (line: Buffer, _encoding, done) => {
        level = (JSON.parse(line.toString()) as { level: unknown }).level;
        done();
      },
    });
    const logger = pino({ level: 'debug', formatters: { level: (label) => ({ level: label }) } }, sink);
    new NestLogger(logger).error(message, 'ClientNats');
    return level;
  };

  it('takes an error for an error, but not a connection that is lost and made again', () => {
    expect(levelOf('NatsError: type: "error", error: "odd".')).toBe('error');
    expect(levelOf('NatsError: type: "disconnect".')).toBe('debug');
  });
});

describe('an error in the log', () => {
  it('has its message, code and stack, but not the statement and its parameters', () => {
    const error = Object.assign(new Error('value too long'), {
      code: '22001',
      query: 'INSERT INTO monitors …',
      parameters: ['hunter2'],
      driverError: { detail: 'Failing row contains (hunter2)' },
    });
    const logged = withoutData(error);
    expect(logged).toMatchObject({ type: 'Error', message: 'value too long', code: '22001' });
    expect(JSON.stringify(logged)).not.toMatch(/hunter2|INSERT/);
  });
});
