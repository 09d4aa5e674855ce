import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DiagnosisCategory, ProbeSpec } from '@wakeful/contracts';
import { makeSelfSigned, type ServerCertificate, TestAuthority, trustEverywhere } from '../certificates.fixture.js';
import { file, html, Pages, redirect } from '../pages.fixture.js';
import { TestService } from '../service.fixture.js';

const SESSION_MS = 120_000;
const HOST = '127.0.0.1';

let service: TestService;
let root: TestAuthority;
let intermediate: TestAuthority;
let stranger: TestAuthority;
let forget: () => void;
beforeAll(async () => {
  root = await TestAuthority.make();
  intermediate = await TestAuthority.make('Test intermediate', root);
  stranger = await TestAuthority.make('Stranger');
  forget = trustEverywhere(root.pem);
  service = await TestService.start();
}, SESSION_MS);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  forget();
});

type Answers = Parameters<typeof Pages.serve>[0];
const page: Answers = { '/': html('<h1>Shop</h1><p>Add to cart</p>') };
const never = (): void => undefined;

interface Row {
  name: string;
  answers?: Answers;
  certificate?: () => Promise<ServerCertificate>;
  spec?: Partial<ProbeSpec>;
  path?: string;
  category: DiagnosisCategory;
  sentence: RegExp;
}

const withWord = (keyword: string): Partial<ProbeSpec> => ({
  assertions: [{ type: 'keyword', keyword, present: true, ignoreCase: false }],
});

/** Twenty pages, healthy and broken, each as a server would have it, and what is to be said of them. */
const rows: Row[] = [
  { name: 'a healthy page', category: 'healthy', sentence: /^Page loads: main document 200 from 127/ },
  {
    name: 'a healthy page with files',
    answers: { '/': html('<h1>Shop</h1><script src="/a.js"></script>'), '/a.js': file('', 'text/javascript') },
    category: 'healthy',
    sentence: /^Page loads: .* and so do all 1 of its other requests; its certificate ends in \d+ days$/,
  },
  {
    name: 'a healthy page behind a redirect',
    answers: { '/': redirect('/home'), '/home': html('<h1>Shop</h1>') },
    category: 'healthy',
    sentence: /^Page loads: main document 200/,
  },
  {
    name: 'a healthy page whose chain has an intermediate',
    certificate: async () => {
      const { key, cert } = await intermediate.issue([HOST]);
      return { key, cert: `${cert}\n${intermediate.pem}` };
    },
    category: 'healthy',
    sentence: /^Page loads: main document 200/,
  },
  {
    name: 'a certificate that is not to be verified',
    certificate: () => makeSelfSigned('shop.test'),
    spec: { tls: { verify: false, minVersion: null, serverName: null } },
    category: 'healthy',
    sentence: /^Page loads: main document 200/,
  },
  {
    name: 'an expired certificate',
    certificate: () => root.issue([HOST], -30, -2.5),
    category: 'tls',
    sentence: /^TLS: the certificate expired on \S+ \(2 days ago\)$/,
  },
  {
    name: 'a certificate of tomorrow',
    certificate: () => root.issue([HOST], 1.5, 30),
    category: 'tls',
    sentence: /^TLS: the certificate is not valid before \S+ \(in 1 day\)$/,
  },
  {
    name: 'a self-signed certificate',
    certificate: () => makeSelfSigned('shop.test'),
    category: 'tls',
    sentence: /^TLS: the certificate is self-signed/,
  },
  {
    name: 'a certificate for another host',
    certificate: () => root.issue(['other.test']),
    category: 'tls',
    sentence: /^TLS: the certificate is for other\.test, not for 127\.0\.0\.1/,
  },
  {
    name: 'a certificate of a stranger',
    certificate: () => stranger.issue([HOST]),
    category: 'tls',
    sentence: /^TLS: .*(authority|issuer|chain)/,
  },
  {
    name: 'a chain without its intermediate',
    certificate: () => intermediate.issue([HOST]),
    category: 'tls',
    sentence: /^TLS: .*(authority|intermediate|chain)/,
  },
  {
    name: 'a bad gateway',
    answers: { '/': html('<h1>Bad Gateway</h1>', {}, 502) },
    category: 'http_status',
    sentence: /502/,
  },
  { name: 'an error', answers: { '/': html('Oops', {}, 500) }, category: 'http_status', sentence: /500/ },
  { name: 'nothing there', answers: {}, category: 'http_status', sentence: /404/ },
  {
    name: 'a missing word',
    spec: withWord('Checkout'),
    category: 'assertion',
    sentence: /does not contain "Checkout"/,
  },
  {
    name: 'a blank page',
    answers: { '/': html('<script>throw new TypeError("shop is undefined")</script>') },
    category: 'blank_page',
    sentence: /^Blank page: JavaScript error TypeError: shop is undefined$/,
  },
  {
    name: 'a missing script',
    answers: { '/': html('<h1>Shop</h1><script src="/gone.js"></script>') },
    category: 'resources',
    sentence: /1 of 1 script fails: first is \S+\/gone\.js \(404\)$/,
  },
  {
    name: 'redirects in a circle',
    answers: { '/': redirect('/b'), '/b': redirect('/') },
    category: 'redirects',
    sentence: /^Redirect loop: \/ → \/b → \/$/,
  },
  {
    name: 'a server that never answers',
    answers: { '/': never },
    spec: { timeoutMs: 2_000 },
    category: 'timeout',
    sentence: /^Timeout: 127\.0\.0\.1:\d+ accepts the connection, then sends nothing \(2/,
  },
  {
    name: 'a guard that lets only browsers in',
    answers: {
      '/': (request, response) =>
        html('<h1>Shop</h1>', {}, request.headers['user-agent']?.includes('Chrome') ? 200 : 403)(request, response),
    },
    category: 'http_status',
    sentence: /^Only the check is blocked: 403 Forbidden for it, 200 for a browser/,
  },
];

describe('the diagnosis of an HTTPS page', () => {
  it('is tried on 20 pages', () => expect(rows).toHaveLength(20));

  it.each(rows)(
    'is right for $name',
    async ({ answers = page, certificate = () => root.issue([HOST]), spec = {}, category, sentence }) => {
      const { key, cert } = await certificate();
      const create = (listener: RequestListener) => createServer({ key, cert }, listener);
      await using pages = await Pages.serve(answers, { scheme: 'https', create });
      const { summary } = await service.ended(await service.ask(pages.url(), { spec }), SESSION_MS);
      expect(summary.diagnosis).toMatchObject({ category, sentence: expect.stringMatching(sentence) });
      expect(summary.diagnosis?.sentence).not.toMatch(/HPE_|Call log|no certificate/);
    },
    SESSION_MS,
  );

  it(
    'offers the setting by which the check would come through',
    async () => {
      const { key, cert } = await root.issue([HOST]);
      const create = (listener: RequestListener) => createServer({ key, cert }, listener);
      await using pages = await Pages.serve(rows.at(-1)?.answers ?? {}, { scheme: 'https', create });
      const { summary } = await service.ended(await service.ask(pages.url()), SESSION_MS);
      expect(summary.evidence.comparison).toMatchObject({
        answered: 'browser',
        setting: { field: 'headers.User-Agent' },
      });
      expect(summary.evidence.comparison?.differences).toEqual(
        expect.arrayContaining([
          { what: 'Answer', check: '403', browser: '200' },
          {
            what: 'User agent',
            check: expect.stringMatching(/^Wakeful\//),
            browser: expect.stringContaining('Chrome'),
          },
        ]),
      );
    },
    SESSION_MS,
  );

  it(
    'trusts the authority of the monitor, in its own sessions only',
    async () => {
      const { key, cert } = await stranger.issue([HOST]);
      const create = (listener: RequestListener) => createServer({ key, cert }, listener);
      await using pages = await Pages.serve(page, { scheme: 'https', create });
      const tls = { ca: stranger.pem, clientCertificate: null, clientKey: null };
      const trusting = await service.ended(await service.ask(pages.url(), { secrets: { tls } }), SESSION_MS);
      expect(trusting.summary.diagnosis).toMatchObject({ category: 'healthy' });
      const other = await service.ended(await service.ask(pages.url()), SESSION_MS);
      expect(other.summary).toMatchObject({
        diagnosis: { category: 'tls' },
        evidence: { page: { error: 'ERR_CERT_AUTHORITY_INVALID' } },
      });
    },
    SESSION_MS,
  );
});
