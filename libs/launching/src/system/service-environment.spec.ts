import { describe, expect, it } from '@jest/globals';
import { serviceEnvironment } from './service-environment.js';

const wiring = {
  databaseUrl: 'postgres://own/wakeful',
  natsUrl: 'nats://own:4222',
  secretKey: () => 'generated',
  logLevel: undefined,
};

describe('serviceEnvironment', () => {
  it('has what suits one machine where nothing is set', () => {
    expect(serviceEnvironment({ EGRESS_ALLOW: '', PATH: '/bin' }, wiring)).toEqual({
      PATH: '/bin',
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://own/wakeful',
      NATS_URL: 'nats://own:4222',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      SECRET_KEY: 'generated',
      EGRESS_ALLOW: 'internal,127.0.0.0/8,::1/128',
      EGRESS_DENY_OWN_NETWORKS: 'false',
      CHECKER_LOCATION: 'default',
    });
  });

  it('leaves the settings of the user alone', () => {
    const settings = {
      EGRESS_ALLOW: '10.0.0.0/8',
      EGRESS_DENY: '10.1.0.0/16',
      CHECKER_LOCATION: 'eu-west',
      RETENTION_DAYS: '7',
      SECRET_KEY: 'theirs',
    };
    expect(serviceEnvironment(settings, wiring)).toMatchObject(settings);
  });

  it('takes a file of a setting for a setting', () => {
    const environment = serviceEnvironment({ SECRET_KEY_FILE: '/run/secrets/key' }, wiring);
    expect(environment).toMatchObject({ SECRET_KEY_FILE: '/run/secrets/key' });
    expect(environment).not.toHaveProperty('SECRET_KEY');
  });

  it('says itself where everything is', () => {
    const elsewhere = { DATABASE_URL: 'postgres://other', NATS_URL: 'nats://other', HOST: 'laptop', NODE_ENV: 'test' };
    expect(serviceEnvironment(elsewhere, wiring)).toMatchObject({
      DATABASE_URL: wiring.databaseUrl,
      NATS_URL: wiring.natsUrl,
      HOST: '127.0.0.1',
      NODE_ENV: 'production',
    });
  });
});
