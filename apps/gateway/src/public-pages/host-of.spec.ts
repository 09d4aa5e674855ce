import { expect, it } from '@jest/globals';
import { hostOf } from './page-domains.js';

it.each([
  ['status.shop.example', 'status.shop.example'],
  ['Status.Shop.EXAMPLE:8443', 'status.shop.example'],
  ['status.shop.example.', 'status.shop.example'],
  ['status.shop.example.:443', 'status.shop.example'],
  ['status.shop.example:', 'status.shop.example'],
  ['status.shop.example:80:80', 'status.shop.example:80'],
  ['[::1]:3000', '[::1]'],
  ['', ''],
  [undefined, ''],
])('reads the host %j as %j', (header, host) => expect(hostOf(header)).toBe(host));
