import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@wakeful/platform';
import { gatewayVariables } from './config.js';

const key = Buffer.alloc(32, 1).toString('base64');
const environment = {
  PORT: '3000',
  NATS_URL: 'nats://127.0.0.1:4222',
  DATABASE_URL: 'postgres://u:p@127.0.0.1/db',
  SECRET_KEY: key,
};

describe('the configuration of the gateway', () => {
  it('takes one key or several', () => {
    expect(loadConfig(gatewayVariables, environment).SECRET_KEY).toBe(key);
    expect(() => loadConfig(gatewayVariables, { ...environment, SECRET_KEY: `${key}, ${key}` })).not.toThrow();
  });

  it.each([undefined, 'c2hvcnQ=', `${key},c2hvcnQ=`])('refuses SECRET_KEY=%s without repeating it', (SECRET_KEY) => {
    const load = () => loadConfig(gatewayVariables, { ...environment, SECRET_KEY });
    expect(load).toThrow(/SECRET_KEY/);
    expect(load).not.toThrow(/c2hvcnQ=/);
  });
});
