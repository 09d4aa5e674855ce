import { describe, expect, it } from '@jest/globals';
import { CrossSiteError } from '../identity/access.errors.js';
import { refuseCrossSite } from './access.guard.js';

const PUBLIC_URL = 'https://wakeful.example';
const evil = 'https://evil.example';

describe('refuseCrossSite', () => {
  it.each([
    { name: 'our page', headers: { 'sec-fetch-site': 'same-origin', origin: PUBLIC_URL } },
    { name: 'our page behind a proxy that changes the host', headers: { origin: PUBLIC_URL, host: 'gateway:3000' } },
    { name: 'an old browser on our page', headers: { origin: 'http://localhost:3000', host: 'localhost:3000' } },
    { name: 'an address that was typed', headers: { 'sec-fetch-site': 'none' } },
    { name: 'a program', headers: { authorization: 'Basic eA==' } },
    { name: 'anyone with a key', headers: { authorization: 'Bearer wk_x', origin: evil } },
    { name: 'reading', method: 'GET', headers: { 'sec-fetch-site': 'cross-site', origin: evil } },
  ])('lets through: $name', ({ method = 'POST', headers }) => {
    expect(() => refuseCrossSite(method, headers, PUBLIC_URL)).not.toThrow();
  });

  it.each([
    { name: 'a page of another site', headers: { 'sec-fetch-site': 'cross-site', origin: evil } },
    { name: 'a page of a sister site', headers: { 'sec-fetch-site': 'same-site', origin: 'https://blog.example' } },
    { name: 'an old browser elsewhere', headers: { origin: evil, host: 'wakeful.example' } },
    { name: 'a sandboxed frame', headers: { origin: 'null', host: 'wakeful.example' } },
    { name: 'another site with a remembered password', headers: { authorization: 'Basic eA==', origin: evil } },
    {
      name: 'the same host without encryption',
      headers: { 'sec-fetch-site': 'cross-site', origin: 'http://wakeful.example' },
    },
  ])('refuses: $name', ({ headers }) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(() => refuseCrossSite(method, headers, PUBLIC_URL)).toThrow(CrossSiteError);
    }
  });
});
