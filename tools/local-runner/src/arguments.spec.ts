import { describe, expect, it } from '@jest/globals';
import { parseArguments } from './arguments.js';
import { readRunnerConfig } from './runner-config.js';

describe('parseArguments', () => {
  it('takes URLs, each once, and options in any order', () => {
    expect(parseArguments(['https://a.example', '--no-demo', 'http://b.example/x', 'https://a.example'])).toEqual({
      urls: ['https://a.example', 'http://b.example/x'],
      demo: false,
      help: false,
    });
  });

  it('needs no argument', () => {
    expect(parseArguments([])).toEqual({ urls: [], demo: true, help: false });
  });

  it.each([
    { argument: 'a.example', why: 'must be a URL, such as https://example.com/. Did you mean https://a.example/ ?' },
    { argument: 'localhost:3000', why: 'must begin with http:// or https://. Did you mean https://localhost:3000/ ?' },
    { argument: 'a page', why: /^a page: must be a URL, such as https:\/\/example\.com\/$/ },
    { argument: 'ftp://a.example', why: 'must begin with http:// or https://' },
    { argument: 'https://user:secret@a.example', why: 'must not contain credentials: use "auth" for them' },
    { argument: '--demo', why: 'there is no such option; see --help' },
  ])('refuses $argument', ({ argument, why }) => {
    expect(() => parseArguments(['https://a.example', argument])).toThrow(
      typeof why === 'string' ? `${argument}: ${why}` : why,
    );
  });
});

describe('readRunnerConfig', () => {
  it('has a default for everything', () => {
    expect(readRunnerConfig({}, '/repo')).toEqual({
      port: 3000,
      dataDir: '/repo/.wakeful',
      logLevel: 'info',
      databaseUrl: undefined,
      natsUrl: undefined,
    });
  });

  it.each([
    { env: { PORT: '0' }, message: 'PORT: must be a number from 1 to 65535' },
    { env: { PORT: '80a' }, message: 'PORT: must be a number from 1 to 65535' },
    { env: { LOG_LEVEL: 'loud' }, message: /^LOG_LEVEL: must be one of trace/ },
  ])('refuses $env', ({ env, message }) => {
    expect(() => readRunnerConfig(env, '/repo')).toThrow(message);
  });
});
