import { describe, expect, it } from '@jest/globals';
import type { Schemas } from '../api/client.js';
import { partsOf, waterfallOf } from './waterfall-rows.js';

type NetworkEvent = Schemas['NetworkEvent'];

const eventOf = (request: number, type: NetworkEvent['type'], atMs: number, changes: Partial<NetworkEvent> = {}) =>
  ({
    sequence: 0,
    request,
    type,
    atMs,
    method: 'GET',
    url: 'https://shop.example/',
    resourceType: 'document',
    status: null,
    protocol: null,
    remoteAddress: null,
    isFailed: false,
    error: null,
    redirectedTo: null,
    headers: [],
    body: null,
    sizes: null,
    timings: null,
    ...changes,
  }) satisfies NetworkEvent;

const timings = { blockedMs: 1, dnsMs: 2, connectMs: 3, tlsMs: null, sendMs: 0, waitMs: 30, receiveMs: 5 };
const sizes = { requestHeaderBytes: 300, requestBodyBytes: 0, responseHeaderBytes: 120, responseBodyBytes: 20 };

describe('waterfallOf', () => {
  it('places the phases one after the other, from when the request began', () => {
    const { rows, totalMs } = waterfallOf([
      eventOf(0, 'request', 10),
      eventOf(0, 'response', 46, { status: 502, isFailed: true, timings, sizes }),
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ status: 502, isFailed: true, bytes: 140, startMs: 10, endMs: 51 });
    expect(rows[0]?.phases).toEqual([
      { name: 'blocked', fromMs: 10, ms: 1 },
      { name: 'dns', fromMs: 11, ms: 2 },
      { name: 'connect', fromMs: 13, ms: 3 },
      { name: 'wait', fromMs: 16, ms: 30 },
      { name: 'receive', fromMs: 46, ms: 5 },
    ]);
    expect(totalMs).toBe(51);
  });

  it('knows from an answer alone when its request began', () => {
    expect(waterfallOf([eventOf(4, 'response', 46, { timings })]).rows[0]).toMatchObject({ startMs: 10, endMs: 51 });
  });

  it('shows what failed without an answer for as long as it took', () => {
    const error = eventOf(1, 'error', 90, { isFailed: true, error: 'ERR_CONNECTION_REFUSED' });
    expect(waterfallOf([eventOf(1, 'request', 40), error]).rows[0]).toMatchObject({
      status: null,
      error: 'ERR_CONNECTION_REFUSED',
      phases: [{ name: 'open', fromMs: 40, ms: 50 }],
    });
    expect(waterfallOf([error]).rows[0]).toMatchObject({ startMs: 90, endMs: 90, phases: [] });
  });

  it('ends with a body that broke off after its answer', () => {
    const { rows } = waterfallOf([
      eventOf(0, 'request', 0),
      eventOf(0, 'response', 10, { status: 200 }),
      eventOf(0, 'timeout', 5_000, { isFailed: true, error: 'The body had not ended when the visit ended' }),
    ]);
    expect(rows[0]).toMatchObject({ status: 200, isFailed: true, endMs: 5_000 });
  });

  it('orders by when requests began, and has a width when nothing took any time', () => {
    const { rows } = waterfallOf([eventOf(2, 'request', 9), eventOf(1, 'request', 9), eventOf(3, 'request', 2)]);
    expect(rows.map(({ request }) => request)).toEqual([3, 1, 2]);
    expect(waterfallOf([])).toEqual({ rows: [], totalMs: 1 });
  });
});

describe('partsOf', () => {
  it.each([
    ['https://shop.example/a.js?v=1', 'shop.example', '/a.js?v=1'],
    ['https://shop.example', 'shop.example', '/'],
    ['not a url', '', 'not a url'],
    ['data:text/plain,hi', '', 'data:text/plain,hi'],
  ])('splits %s', (url, host, rest) => expect(partsOf(url)).toEqual({ host, rest }));
});
