import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTarget, type Target, waitFor } from '@wakeful/testing';
import type { Page } from 'playwright';
import { DashboardVisitor, keepPicture, seriousFindings, whenLoaded } from './dashboard-visitor.fixture.js';
import { GuardedSite } from './guarded-site.fixture.js';
import { startTestSystem, type TestSystem } from './test-system.fixture.js';

const TEST_TIMEOUT_MS = 90_000;
const policy = { intervalSeconds: 5, timeoutMs: 2_000, confirmationIntervalSeconds: 1 } as const;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

let running: TestSystem;
let target: Target;
let visitor: DashboardVisitor;

beforeAll(async () => {
  [running, target] = await Promise.all([startTestSystem({ instances: { 'debug-session': 1 } }), startTarget()]);
  visitor = await DashboardVisitor.arrive(running.system.gatewayUrl, running.api);
}, TEST_TIMEOUT_MS);
afterAll(async () => {
  await visitor[Symbol.asyncDispose]();
  await running[Symbol.asyncDispose]();
  await target.close();
}, TEST_TIMEOUT_MS);

const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

describe('a try', () => {
  it(
    'goes through a proxy, with a client certificate and a token of a token server, and tells none of the secrets',
    async () => {
      await using site = await GuardedSite.open();
      const result = await running.api.tryTarget(site.monitor);
      expect(result).toMatchObject({ status: 'up', httpStatus: 200 });
      expect(site.proxied).toEqual([`POST ${site.tokenUrl}`, `CONNECT ${new URL(site.monitor.url).host}`]);
      for (const secret of site.secrets) expect(JSON.stringify(result)).not.toContain(secret);

      const unknown = { status: 'unknown', reason: 'checker_fault' };
      const proxy = site.monitor.proxy?.replace('s3cret', 'wrong') ?? null;
      const refused = await running.api.tryTarget({ ...site.monitor, proxy });
      expect(refused).toMatchObject(unknown);
      expect(refused.detail).toContain('wants other credentials than this monitor has');
      const tls = { ...site.monitor.tls, clientCertificate: null, clientKey: null };
      expect(await running.api.tryTarget({ ...site.monitor, tls })).toMatchObject({ status: 'down', reason: 'tls' });
    },
    TEST_TIMEOUT_MS,
  );
});

describe('the dashboard', () => {
  it(
    'asks who one is, and takes a password or a login link',
    async () => {
      const page = await visitor.visit();
      await page.goto('/?status=down');
      await page.waitForURL(/\/login\?to=/);
      await page.getByLabel('Email address').fill('nobody@shop.example');
      await page.locator('input[type=password]').fill('not the password');
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      await page.getByRole('alert').waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await keepPicture(page, 'login');

      const known = await visitor.logIn('admin');
      await known.getByText('No monitors yet').waitFor();
      expect(await seriousFindings(known)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'goes from nothing to a watched page by one address, and shows its first result and what strays without a reload',
    async () => {
      const headers = { 'content-encoding': 'utf-8' };
      target.respondWith({ status: 200, headers, body: '<title>Shop</title>Shop' }, '/shop');
      const page = await visitor.logIn('editor');
      await page.getByRole('link', { name: 'Add your first monitor' }).click();
      await page.getByLabel(/^URL/).fill(`${target.url}/shop`);
      await page.getByRole('button', { name: /^Create/ }).click();
      await page.waitForURL(/\/monitors\/[0-9a-f-]{36}$/);
      await page.getByText('Up', { exact: true }).first().waitFor();
      const anomalies = page.getByRole('region', { name: 'Tolerated anomalies' });
      await anomalies.getByText('The last good answer strays from the standards in 1 way, unchanged since').waitFor();
      await anomalies.getByText('"utf-8" is no content-encoding').waitFor();
      await anomalies.scrollIntoViewIfNeeded();
      await keepPicture(page, 'monitor-new');
      expect(visitor.complaints).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'turns a row red when its page breaks, says why, and leads to the evidence',
    async () => {
      target.respondWith({ status: 200, body: '<title>Till</title>Till' }, '/till');
      const monitor = await running.api.createMonitor({ url: `${target.url}/till`, name: 'Till', ...policy });
      const page = await visitor.logIn('editor');
      await row(page, 'Till').getByText('Up').waitFor();
      await row(page, 'Till')
        .getByRole('img', { name: /^Response time of Till, last 24 hours/ })
        .waitFor();

      target.respondWith({ status: 502, body: '<title>Till</title><h1>Bad Gateway</h1>' }, '/till');
      await row(page, 'Till').getByText('Down').waitFor();
      await page.getByRole('heading', { name: 'Down now' }).waitFor();
      await keepPicture(page, 'overview-down');
      await waitFor(
        async () => (await running.api.windows(monitor.id))[0]?.debugSessions.some((one) => one.state === 'completed'),
        { what: 'the evidence', timeoutMs: 30_000 },
      );
      await page.getByRole('region', { name: 'Down now' }).getByRole('link').first().click();
      await page.waitForURL(/\/downtime\//);
      await page
        .getByText(/answers 502 Bad Gateway/)
        .first()
        .waitFor();
      await page
        .getByRole('img', { name: /in the browser, at the start/ })
        .first()
        .waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await keepPicture(page, 'downtime');
      expect(visitor.complaints).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'says so when the browser gets in and only the check is turned away, with the difference and what closes it',
    async () => {
      const guard = createServer(({ headers }, response) => {
        const isBrowser = /Chrome/.test(headers['user-agent'] ?? '');
        response.writeHead(isBrowser ? 200 : 403, { 'content-type': 'text/html' });
        response.end(isBrowser ? '<!doctype html><title>Shop</title><h1>Shop</h1>' : 'Robots are not welcome');
      });
      await new Promise<void>((resolve) => guard.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(guard.address() as AddressInfo).port}/`;
      try {
        // On a busy machine the check must not time out, which would be another difference.
        const patient = { ...policy, intervalSeconds: 15, timeoutMs: 10_000 };
        const monitor = await running.api.createMonitor({ url, name: 'Guarded shop', ...patient });
        const window = await waitFor(
          async () => {
            const [first] = await running.api.windows(monitor.id);
            return first?.debugSessions.some((one) => one.state === 'completed') && first;
          },
          { what: 'the evidence', timeoutMs: 60_000, pollMs: 200 },
        );
        const page = await visitor.logIn('editor');
        await page.goto(`/downtime/${window.id}`);
        await page.getByRole('heading', { name: 'Only the check fails' }).first().waitFor();
        const differences = page.getByRole('table').filter({ hasText: 'User agent' }).first();
        expect(await differences.getByRole('row', { name: /^Answer/ }).innerText()).toMatch(/403\s+200/);
        await page.getByText('Monitor setting: headers.User-Agent').first().waitFor();
        await differences.scrollIntoViewIfNeeded();
        await keepPicture(page, 'visit-comparison');
        expect(await seriousFindings(page)).toEqual([]);
        await page.setViewportSize(phone.viewport);
        await differences.scrollIntoViewIfNeeded();
        await keepPicture(page, 'visit-comparison-phone');
        await running.api.deleteMonitor(monitor.id);
      } finally {
        guard.close();
      }
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is walked through by keys, and keeps its filter in the address',
    async () => {
      const page = await visitor.logIn('viewer');
      await row(page, 'Till').waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('till');
      await page.waitForURL(/q=till/);
      await row(page, '/shop').waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/monitors\//);
      await page.goBack();
      expect(await page.getByLabel('Search').inputValue()).toBe('till');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'lets a viewer read and not change',
    async () => {
      const page = await visitor.logIn('viewer');
      await row(page, 'Till').waitFor();
      expect(await page.getByRole('link', { name: 'New monitor' }).count()).toBe(0);
      expect(await page.getByRole('checkbox').count()).toBe(0);
      await row(page, 'Till').getByRole('link').click();
      await page.getByRole('heading', { name: 'Till', level: 1 }).waitFor();
      expect(await page.getByRole('button', { name: 'Pause', exact: true }).count()).toBe(0);
      await page.getByText('90 d', { exact: true }).click();
      await page.getByRole('img', { name: /^Response time in the last 90 days/ }).waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'says when it is not live any more, and reads everything again when it is back',
    async () => {
      const page = await visitor.logIn('viewer');
      await page.getByText('Live', { exact: true }).waitFor();
      running.system.kill('gateway', 'SIGKILL');
      await page.getByText(/Disconnected/).waitFor();
      await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 });
    },
    TEST_TIMEOUT_MS,
  );

  const pages = [
    '/',
    '/monitors/new',
    '/incidents?show=all',
    '/notifications',
    '/maintenance',
    '/people',
    '/system',
    '/nowhere',
  ];
  describe.each([
    ['light', 'everything'],
    ['dark', 'colours'],
  ] as const)('in %s', (colorScheme, about) => {
    let page: Page;
    let id: string | undefined;
    beforeAll(async () => {
      page = await visitor.logIn('admin', { colorScheme });
      id = (await running.api.monitors())[0]?.id;
    }, TEST_TIMEOUT_MS);

    it.each([...pages, '/monitors/{id}', '/monitors/{id}/edit'])(
      'has nothing that keeps people out at %s',
      async (path) => {
        await page.goto(path.replace('{id}', id ?? ''));
        await whenLoaded(page);
        await keepPicture(page, `${colorScheme}${path.replaceAll('/', '-').replace('{id}', 'one')}`);
        expect(await seriousFindings(page, about)).toEqual([]);
      },
      TEST_TIMEOUT_MS,
    );
  });

  it(
    'fits a phone',
    async () => {
      const page = await visitor.logIn('admin', phone);
      const [monitor] = await running.api.monitors();
      for (const path of [...pages, `/monitors/${monitor!.id}`]) {
        await page.goto(path);
        await whenLoaded(page);
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        await keepPicture(page, `phone${path.replaceAll('/', '-').replace(/[0-9a-f-]{36}/, 'one')}`);
        expect({ path, width }).toEqual({ path, width: phone.viewport.width });
      }
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'begins a page at its top, and goes back to where one was',
    async () => {
      const page = await visitor.logIn('admin', { viewport: { width: 390, height: 400 } });
      const link = row(page, 'Till').getByRole('link');
      await link.scrollIntoViewIfNeeded();
      const offset = (): Promise<number> => page.evaluate<number>('Math.round(scrollY)');
      const left = await offset();
      expect(left).toBeGreaterThan(0);
      await link.click();
      await page.getByRole('heading', { name: 'Till' }).waitFor();
      expect(await offset()).toBe(0);
      await page.goBack();
      await waitFor(async () => (await offset()) === left, { what: 'the list to be where it was' });

      await page.setViewportSize({ width: 1000, height: 300 });
      await page.goto('/people');
      await page.getByRole('tab', { name: 'API keys' }).click();
      await page.goBack();
      await page.getByRole('tab', { name: 'Users', selected: true }).waitFor();
      await page.evaluate('scrollTo(0, 100)');
      await page.getByRole('link', { name: 'System' }).click();
      await page.getByRole('heading', { name: 'System', level: 1 }).waitFor();
      expect(await offset()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'pauses, resumes and deletes what is selected',
    async () => {
      const page = await visitor.logIn('editor');
      await page.getByRole('checkbox', { name: 'Select Till' }).click();
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await row(page, 'Till').getByText('Paused').waitFor();
      await page.getByRole('checkbox', { name: 'Select Till' }).click();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete 1 monitor' }).click();
      await row(page, 'Till').waitFor({ state: 'detached' });
    },
    TEST_TIMEOUT_MS,
  );
});
