import { describe, expect, it } from '@jest/globals';
import type { IncidentShare } from '@wakeful/contracts';
import { scopeText } from './scope-text.js';
import {
  bestShare,
  failingLocations,
  incidentToJoin,
  networkOf,
  type OpenedWindow,
  type PlacedWindow,
  sharesOf,
  signatureOf,
} from './shares.js';

const opened = (changes: Partial<OpenedWindow> = {}): OpenedWindow => ({
  url: 'https://shop.example/cart',
  location: 'default',
  reason: 'refused',
  httpStatus: null,
  addresses: ['192.0.2.8'],
  finalUrl: null,
  certificate: null,
  goodCheck: null,
  goodVisit: null,
  ...changes,
});
const goodVisit = (name: string, value: string): OpenedWindow['goodVisit'] => ({
  at: '2026-01-31T12:00:00.000Z',
  dnsAnswers: [],
  tlsChain: [],
  httpStatus: 200,
  finalUrl: '',
  headers: [{ name, value }],
  title: '',
  heading: '',
  bodyBytes: 0,
  bodyHash: null,
  text: '',
  scripts: [],
  totalMs: 1,
  recognisedAs: null,
});
const goodCheck = (addresses: string[]): OpenedWindow['goodCheck'] => ({
  addresses,
  httpStatus: 200,
  finalUrl: null,
  certificate: null,
});
const textsOf = (shares: readonly IncidentShare[]): string[] => shares.map(({ kind, value }) => `${kind} ${value}`);

describe('what a window may share with others', () => {
  it.each<[why: string, window: OpenedWindow, shares: string[]]>([
    [
      'a refused connection: host, address, network and location',
      opened(),
      ['host shop.example', 'address 192.0.2.8', 'network 192.0.2.0/24', 'location default'],
    ],
    [
      'a name that has no address any more: where it was when it was good',
      opened({ reason: 'dns', addresses: [], goodCheck: goodCheck(['2001:db8:7::1']) }),
      ['host shop.example', 'address 2001:db8:7::1', 'network 2001:db8:7::/48', 'location default'],
    ],
    [
      'an answer of the site: neither network nor location',
      opened({ reason: 'http_status', httpStatus: 404 }),
      ['host shop.example', 'address 192.0.2.8'],
    ],
    [
      'an error of a site behind a CDN: the CDN',
      opened({ reason: 'http_status', httpStatus: 522, goodVisit: goodVisit('server', 'cloudflare') }),
      ['host shop.example', 'address 192.0.2.8', 'cdn Cloudflare'],
    ],
    [
      'a page behind a CDN that is gone: not the CDN',
      opened({ reason: 'http_status', httpStatus: 404, goodVisit: goodVisit('server', 'cloudflare') }),
      ['host shop.example', 'address 192.0.2.8'],
    ],
    [
      'a failure of TLS: the certificate',
      opened({ reason: 'tls', certificate: 'CN=*.example (CN=CA)' }),
      ['host shop.example', 'address 192.0.2.8', 'certificate CN=*.example (CN=CA)'],
    ],
    [
      'a login elsewhere: where the redirect led',
      opened({ reason: 'assertion', httpStatus: 200, finalUrl: 'https://login.example/sign-in' }),
      ['host shop.example', 'address 192.0.2.8', 'redirect login.example'],
    ],
    ['a URL that is none', opened({ url: 'no url', addresses: [], location: null }), []],
  ])('%s', (_why, window, shares) => {
    expect(textsOf(sharesOf(window))).toEqual(shares);
  });

  it.each([
    ['192.0.2.8', '192.0.2.0/24'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
    ['2001:0db8:0007:1:2:3:4:5', '2001:db8:7::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['shop.example', null],
  ])('%s is in the network %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('the incident that a window joins', () => {
  const placed = (incidentId: string, ...shares: IncidentShare[]): PlacedWindow => ({
    windowId: `window of ${incidentId}`,
    incidentId,
    shares,
  });
  const host: IncidentShare = { kind: 'host', value: 'shop.example' };
  const address: IncidentShare = { kind: 'address', value: '192.0.2.8' };
  const network: IncidentShare = { kind: 'network', value: '192.0.2.0/24' };
  const location: IncidentShare = { kind: 'location', value: 'default' };

  it('is the one with which it shares what says most', () => {
    const others = [placed('by network', network), placed('by address', address), placed('by host', host)];
    expect(incidentToJoin([network, address], others)).toBe('by address');
    expect(incidentToJoin([network], others)).toBe('by network');
  });

  it('is none when only the location is the same, as it always is', () => {
    expect(incidentToJoin([location], [placed('one', location)])).toBeNull();
  });

  it.each([
    [9, 20, []],
    [10, 20, ['default']],
    [40, 1_000, []],
    [50, 1_000, ['default']],
  ])('%i of %i monitors that lose their connections at a location', (failing, all, locations) => {
    const windows = Array.from({ length: failing }, (_, index) => placed(String(index), location));
    expect(failingLocations(windows, new Map([['default', all]]))).toEqual(locations);
  });

  it('names of all that is common what says most', () => {
    expect(bestShare([location, network, address])).toBe(address);
    expect(bestShare([])).toBeNull();
  });
});

describe('the scope of an incident in words', () => {
  it.each([
    [scopeText(3, { kind: 'address', value: '192.0.2.8' }, 12), '3 monitors on 192.0.2.8; 12 others there are fine'],
    [scopeText(1, { kind: 'host', value: 'shop.example' }, 1), '1 monitor on shop.example; 1 other there is fine'],
    [scopeText(3, { kind: 'address', value: '192.0.2.8' }, 0), '3 monitors on 192.0.2.8; no others there'],
    [scopeText(2, { kind: 'cdn', value: 'Fastly' }, null), '2 monitors behind Fastly'],
    [scopeText(1_200, null, null), '1,200 monitors'],
  ])('%s', (text, wanted) => {
    expect(text).toBe(wanted);
  });
});

describe('the signature of an outage', () => {
  it.each([
    [
      'shop.example now resolves to 192.0.2.7, until 05:23 it was 192.0.2.1',
      'Shop.example now resolves to 192.0.2.9, until 06:11 it was 192.0.2.1',
    ],
    ['Main document 502 from 192.0.2.10 in 30 ms', 'Main document 502 from 2001:db8::7 in 1,250 ms'],
    ['The certificate expired on 2026-01-31T12:00:00Z', 'The certificate expired on 2026-03-01T00:00:00Z'],
  ])('is the same for %s and its like', (one, other) => {
    expect(signatureOf(one)).toBe(signatureOf(other));
  });

  it('is another one for another status', () => {
    expect(signatureOf('HTTP 502 (expected 2xx)')).not.toBe(signatureOf('HTTP 404 (expected 2xx)'));
  });
});
