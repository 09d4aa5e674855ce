import { z } from 'zod';

/** What happened to a request of a page. `timeout`: it had no end when the session ended, or the browser gave it up. */
export const networkEventTypes = ['request', 'response', 'redirect', 'error', 'timeout'] as const;
export const networkEventType = z.enum(networkEventTypes).meta({ id: 'NetworkEventType', example: 'response' });
export type NetworkEventType = z.infer<typeof networkEventType>;

/** Bytes of a body that are kept. */
export const MAX_KEPT_BODY_BYTES = 16_384;
export const MAX_NETWORK_EVENTS = 4_000;

const milliseconds = z.number().min(0);

export const headerField = z.object({ name: z.string().max(256), value: z.string().max(8_192) });
export type HeaderField = z.infer<typeof headerField>;

/** The beginning of a body; bodies that are no text are only counted. */
export const keptBody = z.object({
  text: z.string().max(MAX_KEPT_BODY_BYTES).nullable(),
  bytes: z.int().min(0),
  isTruncated: z.boolean(),
});
export type KeptBody = z.infer<typeof keptBody>;

/** Milliseconds as in HAR 1.2, but `connect` without `tls`; null: the phase did not happen, as on a reused connection. */
export const networkTimings = z.object({
  blockedMs: milliseconds.nullable(),
  dnsMs: milliseconds.nullable(),
  connectMs: milliseconds.nullable(),
  tlsMs: milliseconds.nullable(),
  sendMs: milliseconds.nullable(),
  waitMs: milliseconds.nullable(),
  receiveMs: milliseconds.nullable(),
});
export type NetworkTimings = z.infer<typeof networkTimings>;

export const transferSizes = z.object({
  requestHeaderBytes: z.int().min(0),
  requestBodyBytes: z.int().min(0),
  responseHeaderBytes: z.int().min(0),
  responseBodyBytes: z.int().min(0),
});
export type TransferSizes = z.infer<typeof transferSizes>;

/** One event on the network while a browser visited a page. */
export const networkEvent = z
  .object({
    /** Position in the session, from 0. */
    sequence: z.int().min(0),
    /** The same for all events of one request; a redirect begins a new one. */
    request: z.int().min(0),
    type: networkEventType,
    /** Since the session's browser began to load the page. */
    atMs: milliseconds,
    method: z.string().max(32),
    url: z.string().max(4_096),
    resourceType: z.string().max(32),
    status: z.int().min(0).max(999).nullable(),
    protocol: z.string().max(16).nullable(),
    remoteAddress: z.string().max(64).nullable(),
    isFailed: z.boolean(),
    error: z.string().max(512).nullable(),
    redirectedTo: z.string().max(4_096).nullable(),
    headers: z.array(headerField).max(200),
    body: keptBody.nullable(),
    sizes: transferSizes.nullable(),
    timings: networkTimings.nullable(),
  })
  .meta({
    id: 'NetworkEvent',
    example: {
      sequence: 1,
      request: 0,
      type: 'response',
      atMs: 34.2,
      method: 'GET',
      url: 'https://shop.example/',
      resourceType: 'document',
      status: 502,
      protocol: 'HTTP/1.1',
      remoteAddress: '192.0.2.10',
      isFailed: true,
      error: null,
      redirectedTo: null,
      headers: [{ name: 'content-type', value: 'text/html' }],
      body: { text: '<h1>Bad Gateway</h1>', bytes: 20, isTruncated: false },
      sizes: { requestHeaderBytes: 312, requestBodyBytes: 0, responseHeaderBytes: 120, responseBodyBytes: 20 },
      timings: { blockedMs: 0.2, dnsMs: 2.1, connectMs: 8.3, tlsMs: 12, sendMs: 0.1, waitMs: 30, receiveMs: 0.5 },
    },
  });
export type NetworkEvent = z.infer<typeof networkEvent>;
