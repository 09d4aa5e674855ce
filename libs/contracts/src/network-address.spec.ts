import { describe, expect, it } from '@jest/globals';
import { proxyUrl, resolverAddress, serverName } from './network-address.js';

describe('the address of a name server', () => {
  it.each(['192.0.2.53', '192.0.2.53:1', '192.0.2.53:65535', '2001:db8::53', '::1', '[2001:db8::53]', '[::1]:5353'])(
    'may be %s',
    (text) => expect(resolverAddress.safeParse(text).success).toBe(true),
  );
  it.each([
    '',
    'localhost',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.53:',
    '192.0.2.53:0',
    '192.0.2.53:65536',
    '[::1',
    '[::1]:x',
  ])('may not be "%s"', (text) => expect(resolverAddress.safeParse(text).success).toBe(false));
});

describe('the name of a server', () => {
  it.each(['shop.example', 'a', 'xn--caf-dma.example', '_dmarc.shop.example', '3com.example', 'Shop.Example'])(
    'may be %s',
    (text) => expect(serverName.safeParse(text).success).toBe(true),
  );
  it.each([
    '',
    '127.0.0.1',
    '10',
    'a.1',
    '::1',
    'a b',
    '-a.example',
    'a-.example',
    'a..b',
    `${'a'.repeat(64)}.example`,
  ])('may not be "%s"', (text) => expect(serverName.safeParse(text).success).toBe(false));
});

describe('the URL of a proxy', () => {
  it.each([
    'http://proxy.example:3128',
    'https://proxy.example/',
    'socks5://ann:p%40ss@[2001:db8::1]:1080',
    'HTTP://***@proxy.example:3128',
  ])('may be %s', (text) => expect(proxyUrl.safeParse(text).success).toBe(true));
  it.each([
    '',
    'proxy.example:3128',
    'ftp://proxy.example',
    'socks5h://proxy.example',
    'http://',
    'http://a/b',
    'http://a?b',
  ])('may not be "%s"', (text) => expect(proxyUrl.safeParse(text).success).toBe(false));
});
