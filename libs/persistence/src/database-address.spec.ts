import { describe, expect, it } from '@jest/globals';
import { connectionOf } from './database-address.js';

const URL = 'postgres://ann:pa%25ss@db.example:5432/wakeful';

describe('connectionOf', () => {
  it('leaves the URL to the driver when nothing else is said', () => {
    const url = `${URL}?sslmode=require`;
    expect(connectionOf({ url, tls: {} })).toEqual({ connectionString: url });
  });

  it('verifies the server by the given authority, whatever the URL says', () => {
    const url = `${URL}?sslmode=no-verify&application_name=x`;
    expect(connectionOf({ url, tls: { ca: 'PEM', cert: undefined } })).toEqual({
      connectionString: `${URL}?application_name=x`,
      ssl: { ca: 'PEM', rejectUnauthorized: true },
    });
  });
});
