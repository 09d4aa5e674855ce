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

  it.each([
    { given: { ADMIN_EMAIL: 'ann@shop.example' }, said: 'ADMIN_PASSWORD is required with ADMIN_EMAIL' },
    { given: { ADMIN_PASSWORD: 'correct horse' }, said: 'ADMIN_EMAIL is required with ADMIN_PASSWORD' },
    { given: { OIDC_ISSUER: 'https://id.example' }, said: 'OIDC_CLIENT_ID is required with OIDC_ISSUER' },
    {
      given: { OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'x' },
      said: 'PUBLIC_URL is required with OIDC_ISSUER',
    },
    { given: { TRUSTED_PROXIES: '10.0.0.0/8,proxy' }, said: 'TRUSTED_PROXIES: must be IP addresses or CIDRs' },
    { given: { TRUSTED_PROXIES: '10.0.0.0/33' }, said: 'TRUSTED_PROXIES: must be IP addresses or CIDRs' },
    { given: { BOOTSTRAP_API_KEY: 'wk_short' }, said: 'BOOTSTRAP_API_KEY: must be wk_' },
    { given: { PUBLIC_URL: 'ftp://wakeful.example' }, said: 'PUBLIC_URL: must begin with https://' },
  ])('says what is missing or wrong: $said', ({ given, said }) => {
    expect(() => loadConfig(gatewayVariables, { ...environment, ...given })).toThrow(said);
  });

  it('takes proxies of both families', () => {
    const TRUSTED_PROXIES = '10.0.0.0/8, 127.0.0.1,fd00::/8';
    expect(loadConfig(gatewayVariables, { ...environment, TRUSTED_PROXIES })).toMatchObject({ TRUSTED_PROXIES });
  });
});
