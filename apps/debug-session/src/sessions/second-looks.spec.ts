import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NO_SECRETS, type RawCheck } from '@wakeful/contracts';
import { parseEgressPolicy, ProbeNet } from '@wakeful/probing';
import { aProbeSpec } from '@wakeful/testing';
import { secondLooks } from './second-looks.js';

/** What a proxy was asked for, by method and URL. */
let asked: string[];
const proxy = createServer((request, response) => {
  asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
  response.end('ok');
});
proxy.on('connect', ({ url }, socket) => {
  asked.push(`CONNECT ${url}`);
  socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
});
beforeEach(async () => {
  asked = [];
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => proxy.close(resolve));
});

const failedHandshake: RawCheck = {
  startedAt: '2026-01-31T12:00:00.000Z',
  outcome: {
    status: 'down',
    reason: 'tls',
    detail: 'TLS: the handshake failed',
    httpStatus: null,
    timings: { dnsUs: 0, connectUs: 0, tlsUs: 0, ttfbUs: 0, transferUs: 0, totalUs: 0 },
    facts: {},
  },
  dnsAnswers: [],
  tlsChain: [],
  headers: [],
  bodyText: null,
  bodyBytes: 0,
  isBodyTruncated: false,
};

describe('second looks through a proxy', () => {
  it('ask for the bare site without TLS, keep what is secret to themselves, and leave the addresses to the proxy', async () => {
    const addresses = ['127.0.0.2', '127.0.0.3'].map((address) => ({ address, family: 4 as const }));
    const looks = await secondLooks({
      spec: aProbeSpec({ url: 'https://shop.example/reset?token=secret' }),
      secrets: {
        ...NO_SECRETS,
        headers: { Authorization: 'Bearer secret' },
        proxyUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      },
      net: new ProbeNet(parseEgressPolicy('127.0.0.0/8'), { resolve: () => Promise.resolve(addresses) }),
      signal: new AbortController().signal,
      raw: failedHandshake,
      hide: (text) => text,
    });

    expect(asked).toEqual(['GET http://shop.example/']);
    expect(looks).toMatchObject([{ way: 'plainHttp', isGood: true, httpStatus: 200 }]);
  });
});
