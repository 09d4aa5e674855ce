import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ResolveHost } from '@wakeful/probing';
import { html, Pages, redirect } from '../pages.fixture.js';
import { seenBy, TestVisits } from '../visits.fixture.js';

const METADATA = '169.254.169.254';
const VISIT_MS = 60_000;

/** How often each name was looked up; `rebinding.test` is this machine the first time and metadata from then on. */
const lookUps = new Map<string, number>();
const resolve: ResolveHost = (hostname) => {
  const count = (lookUps.get(hostname) ?? 0) + 1;
  lookUps.set(hostname, count);
  const isMetadata = hostname === 'metadata.test' || (hostname === 'rebinding.test' && count > 1);
  return Promise.resolve([{ address: isMetadata ? METADATA : '127.0.0.1', family: 4 }]);
};

let visits: TestVisits;
beforeAll(() => {
  visits = new TestVisits({ resolve });
});
afterAll(() => visits[Symbol.dispose]());
afterEach(() => expect(visits.leftovers()).toEqual({ files: [], processes: 0 }));

describe('the egress policy holds in the browser', () => {
  it(
    'for every kind of request that a page makes',
    async () => {
      await using pages = await Pages.serve({
        '/': html(`<p>Shop</p>
          <img src="http://${METADATA}/img"><script src="http://metadata.test/script"></script>
          <iframe src="http://[::ffff:169.254.169.254]/frame"></iframe><iframe src="file:///etc/passwd"></iframe>
          <link rel="preconnect" href="http://10.66.0.1/"><link rel="dns-prefetch" href="//metadata.test">
          <script>
            fetch('http://10.66.0.1/fetch').catch(() => {});
            new WebSocket('ws://${METADATA}/socket');
            navigator.sendBeacon('http://${METADATA}/beacon', 'x');
            new EventSource('http://metadata.test/events');
            new Worker(URL.createObjectURL(new Blob(["fetch('http://10.66.0.1/worker').catch(() => {})"])));
            fetch('/redirect').catch(() => {});
          </script>`),
        '/redirect': redirect(`http://${METADATA}/redirected`),
      });
      const { page, events } = seenBy((await visits.visit(pages.url())).seen);
      expect(page.httpStatus).toBe(200);
      const outside = events.filter(({ url, type }) => type !== 'request' && !url.startsWith(pages.url('')));
      expect(outside.filter(({ type }) => type === 'response' || type === 'redirect')).toEqual([]);
      const refused = new Map(outside.map(({ url, error }) => [new URL(url).pathname, error]));
      for (const path of ['/img', '/script', '/frame', '/fetch', '/socket', '/events', '/worker', '/redirected']) {
        expect([path, refused.get(path)]).toEqual([path, expect.stringMatching(/^Blocked by the egress policy/)]);
      }
      expect(page.finalUrl).toBe(pages.url());
    },
    VISIT_MS,
  );

  it(
    'for the page itself, and says so',
    async () => {
      const { page } = seenBy((await visits.visit(`http://metadata.test/latest/meta-data`)).seen);
      expect(page.error).toBe(
        `Blocked by the egress policy: metadata.test resolves to ${METADATA}, which is a cloud metadata address, which is never allowed`,
      );
    },
    VISIT_MS,
  );

  it(
    'for a name that changes its address between two look-ups: there is no second one',
    async () => {
      await using pages = await Pages.serve({
        '/': html('<p>Shop</p><script>fetch("/again", { cache: "no-store" })</script>', { connection: 'close' }),
        '/again': html('again', { connection: 'close' }),
      });
      const { events } = seenBy((await visits.visit(pages.url('/', 'rebinding.test'))).seen);
      expect(events.filter(({ type }) => type === 'response')).toMatchObject([
        { status: 200, remoteAddress: '127.0.0.1' },
        { status: 200, remoteAddress: '127.0.0.1' },
      ]);
      expect(lookUps.get('rebinding.test')).toBe(1);
      // Another session looks it up again, and gets to know what it is now.
      const { page } = seenBy((await visits.visit(pages.url('/', 'rebinding.test'))).seen);
      expect(page.error).toMatch(/^Blocked by the egress policy: rebinding.test resolves to/);
    },
    VISIT_MS,
  );

  it(
    'for WebRTC, which would go around every proxy',
    async () => {
      const stun = createSocket('udp4');
      let packets = 0;
      stun.on('message', () => (packets += 1));
      stun.bind(0, '127.0.0.1');
      await once(stun, 'listening');
      const { port } = stun.address() as AddressInfo;
      await using pages = await Pages.serve({
        '/': html(`<p>Shop</p><script>
          const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${port}' }] });
          peer.createDataChannel('x');
          peer.onicegatheringstatechange = () => { document.title = peer.iceGatheringState };
          peer.createOffer().then((offer) => peer.setLocalDescription(offer));
        </script>`),
      });
      const { page } = seenBy((await visits.visit(pages.url())).seen);
      stun.close();
      expect(page.title).toMatch(/^(gathering|complete)$/);
      expect(packets).toBe(0);
    },
    VISIT_MS,
  );
});
