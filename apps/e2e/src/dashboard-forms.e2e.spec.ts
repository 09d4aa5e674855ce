import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOfApp, startTarget, type Target, waitFor } from '@wakeful/testing';
import { Client } from 'pg';
import type { Page } from 'playwright';
import { DashboardVisitor, keepPicture, seriousFindings } from './dashboard-visitor.fixture.js';
import { startTestSystem, type TestSystem } from './test-system.fixture.js';

const TEST_TIMEOUT_MS = 60_000;
const bothSchemes = ['light', 'dark'] as const;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

let running: TestSystem;
let target: Target;
let visitor: DashboardVisitor;
/** One who is logged in throughout. */
let editor: Page;

beforeAll(async () => {
  [running, target] = await Promise.all([startTestSystem(), startTarget()]);
  target.respondWith({ status: 200, body: 'Shop' }, '/shop');
  visitor = await DashboardVisitor.arrive(running.system.gatewayUrl, running.api);
  editor = await visitor.logIn('editor');
}, TEST_TIMEOUT_MS);
afterAll(async () => {
  await visitor[Symbol.asyncDispose]();
  await running[Symbol.asyncDispose]();
  await target.close();
}, TEST_TIMEOUT_MS);

let count = 0;
const aMonitor = (name: string) =>
  running.api.createMonitor({ url: `${target.url}/shop?${++count}`, name, intervalSeconds: 60 });
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

/** Finds nothing that keeps people out; of a page that was looked at in light, dark adds its colours. */
async function look(page: Page, name: string, schemes: readonly ('light' | 'dark')[] = ['light']): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await keepPicture(page, `${name}-${colorScheme}`);
    const findings = await seriousFindings(page, colorScheme === 'light' ? 'everything' : 'colours');
    expect({ name, colorScheme, findings }).toEqual({ name, colorScheme, findings: [] });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

async function withDatabase(act: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: running.system.databaseUrl });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}

/** Takes a table away while something is done, as a broken migration would. */
const without = (table: string, act: () => Promise<void>): Promise<void> =>
  withDatabase(async (client) => {
    await client.query(`ALTER TABLE ${table} RENAME TO ${table}_away`);
    try {
      await act();
    } finally {
      await client.query(`ALTER TABLE ${table}_away RENAME TO ${table}`);
    }
  });

/** As if the last login were long ago. */
const letLoginAge = (email: string): Promise<void> =>
  withDatabase((client) =>
    client.query(
      `UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [email],
    ),
  );

/** The one-time login link of a new user, at the address that this spec visits. */
async function loginLink(name: string): Promise<{ path: string; email: string }> {
  const email = `${name.toLowerCase()}@shop.example`;
  const { pathname, hash } = new URL(await running.api.loginLink({ email, name, role: 'editor' }));
  return { path: `${pathname}${hash}`, email };
}

const PASSWORD = 'correct horse battery staple';

describe('logging in', () => {
  /** At the address that the installation calls its own, which passkeys ask for. */
  const visitOwnAddress = () => visitor.visit({ baseURL: running.system.gatewayUrl.replace('127.0.0.1', 'localhost') });
  const overview = (page: Page) => page.getByRole('heading', { level: 1, name: 'Overview' });
  const logOut = async (page: Page, name: string): Promise<void> => {
    await press(page, name);
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await heading(page, 'Log in to Wakeful').waitFor();
  };
  /** How the page looks on a desk and on a phone. */
  const lookAtBothSizes = async (page: Page, name: string): Promise<void> => {
    await look(page, name, bothSchemes);
    await page.setViewportSize(phone.viewport);
    // A dialog fills the screen of a phone a moment after it has become one.
    const width = () => page.evaluate<number>('document.documentElement.scrollWidth');
    await waitFor(async () => (await width()) === phone.viewport.width, { what: `${name} to fit a phone` });
    await keepPicture(page, `phone-${name}`);
    await page.setViewportSize({ width: 1280, height: 720 });
  };
  const takeRecoveryCodes = async (page: Page): Promise<string[]> => {
    const dialog = page.getByRole('dialog', { name: 'Recovery codes' });
    const codes = (await dialog.locator('pre').innerText()).split('\n');
    await keepPicture(page, 'recovery-codes');
    await dialog.getByRole('button', { name: 'I have stored them' }).click();
    return codes;
  };

  it(
    'by a link takes a button and leads to a password, and a link that is used up says what to do',
    async () => {
      const { path, email } = await loginLink('Ann');
      const page = await visitor.visit();
      await page.goto(path);
      await heading(page, 'Log in to Wakeful').waitFor();
      await lookAtBothSizes(page, 'login-link');
      await press(page, 'Log in');
      await heading(page, 'Set a password').waitFor();
      expect(page.url()).not.toContain('#');
      await lookAtBothSizes(page, 'first-password');
      await page.getByLabel('New password', { exact: false }).first().fill(PASSWORD);
      await page.getByLabel('Repeat new password').fill(PASSWORD);
      await press(page, 'Set password');
      await overview(page).waitFor();

      const again = await visitor.visit();
      await again.goto(path);
      await press(again, 'Log in');
      await heading(again, 'This login link no longer works').waitFor();
      await again.getByText('ask an admin for a new link').waitFor();
      await lookAtBothSizes(again, 'ended-link');
      await again.getByRole('link', { name: 'Go to login' }).click();
      await again.getByLabel('Email address').fill(email);
      await again.locator('input[type=password]').fill(PASSWORD);
      await press(again, 'Log in');
      await overview(again).waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'asks for the code of an authenticator app once there is one, or for a recovery code',
    async () => {
      const { path, email } = await loginLink('Bob');
      const page = await visitor.visit();
      await page.goto(path);
      await press(page, 'Log in');
      await page.getByLabel('New password', { exact: false }).first().fill(PASSWORD);
      await page.getByLabel('Repeat new password').fill(PASSWORD);
      await press(page, 'Set password');
      await press(page, 'Bob');
      await page.getByRole('menuitem', { name: 'Your account' }).click();
      await heading(page, 'Your account').waitFor();
      await press(page, 'Set up app');
      const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' });
      await dialog.getByRole('img', { name: 'QR code with the secret' }).waitFor();
      await lookAtBothSizes(page, 'authenticator-app');
      const secret = await dialog.getByLabel('Secret', { exact: true }).inputValue();
      await dialog.getByRole('textbox', { name: 'Code' }).fill('000000');
      await press(page, 'Confirm code');
      await dialog.getByText('is not the current code of the app').first().waitFor();
      await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOfApp(secret));
      await press(page, 'Confirm code');
      const [recoveryCode = ''] = await takeRecoveryCodes(page);
      await page.getByText('10 left').waitFor();
      await lookAtBothSizes(page, 'account');
      await logOut(page, 'Bob');

      const enter = async (code: string): Promise<void> => {
        await page.getByLabel('Email address').fill(email);
        await page.locator('input[type=password]').fill(PASSWORD);
        await press(page, 'Log in');
        await heading(page, 'Second factor').waitFor();
        await page.getByRole('textbox', { name: 'Code' }).fill(code);
        await press(page, 'Continue');
      };
      await enter('000000');
      await page.getByRole('alert').getByText('The code is wrong').waitFor();
      await lookAtBothSizes(page, 'second-factor');
      // The code of the next half minute, as the one of this was used up.
      await page.getByRole('textbox', { name: 'Code' }).fill(codeOfApp(secret, 1));
      await press(page, 'Continue');
      await overview(page).waitFor();
      await logOut(page, 'Bob');
      await enter(recoveryCode);
      await overview(page).waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is asked for again before an API key is made long after it, and the form then continues',
    async () => {
      const { path, email } = await loginLink('Dora');
      const page = await visitor.visit();
      await page.goto(path);
      await press(page, 'Log in');
      await page.getByLabel('New password', { exact: false }).first().fill(PASSWORD);
      await page.getByLabel('Repeat new password').fill(PASSWORD);
      await press(page, 'Set password');
      await overview(page).waitFor();
      await page.goto('/account');
      await press(page, 'Set up app');
      const secret = await page.getByLabel('Secret', { exact: true }).inputValue();
      await page.getByRole('textbox', { name: 'Code' }).fill(codeOfApp(secret));
      await press(page, 'Confirm code');
      await takeRecoveryCodes(page);
      await letLoginAge(email);

      await page.goto('/people');
      await page.getByRole('button', { name: 'Create key' }).first().click();
      const form = page.getByRole('dialog', { name: 'New API key' });
      const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
      await form.getByLabel('Name').fill('Deployments');
      await form.getByRole('button', { name: 'Create key' }).click();
      await question.locator('input[type=password]').waitFor();
      await page.keyboard.press('Escape');
      await question.waitFor({ state: 'detached' });
      await form.getByRole('alert').getByText('Confirm that it is you').waitFor();
      await form.getByRole('button', { name: 'Create key' }).click();
      await lookAtBothSizes(page, 'confirm-its-you');
      const answer = async (code: string): Promise<void> => {
        await question.locator('input[type=password]').fill(PASSWORD);
        await question.getByRole('textbox', { name: 'Code' }).fill(code);
        await question.getByRole('button', { name: 'Continue' }).click();
      };
      await answer('000000');
      await question.getByRole('alert').getByText('The code is wrong').waitFor();
      await answer(codeOfApp(secret, 1));
      await page.getByRole('dialog', { name: 'API key Deployments' }).waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'with a passkey needs no password, and fails when its owner is not there',
    async () => {
      const page = await visitOwnAddress();
      const browser = await page.context().newCDPSession(page);
      await browser.send('WebAuthn.enable');
      const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      const { path, email } = await loginLink('Cleo');
      await page.goto(path);
      await press(page, 'Log in');
      await page.getByRole('link', { name: 'Not now' }).click();
      await overview(page).waitFor();
      await page.goto('/account');
      await press(page, 'Add passkey');
      await page.getByLabel('Name').fill('Laptop');
      await page.getByRole('dialog').getByRole('button', { name: 'Add passkey' }).click();
      expect(await takeRecoveryCodes(page)).toHaveLength(10);
      await page.getByText(/^Laptop, since/).waitFor();
      await logOut(page, 'Cleo');
      await lookAtBothSizes(page, 'login');

      await browser.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
      await press(page, 'Log in with a passkey');
      await page.getByRole('alert').getByText('No passkey was used').waitFor();
      await browser.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
      await press(page, 'Log in with a passkey');
      await overview(page).waitFor();
      await page.goto('/account');
      await letLoginAge(email);
      await press(page, 'Remove Laptop');
      await press(page, 'Remove');
      await press(page, 'Use a passkey');
      await page.getByText(/^Laptop, since/).waitFor({ state: 'detached' });
      expect(visitor.complaints).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'leads to nothing but a second factor while an admin requires one, and an admin resets it',
    async () => {
      const [admin, page] = [await visitor.logIn('admin'), await visitor.logIn('viewer')];
      await admin.goto('/people');
      const required = admin.getByRole('switch', { name: 'Require a second factor' });
      try {
        await required.click();
        // It concerns the admin too, who has none yet.
        await heading(admin, 'Second factor required').waitFor();
        await page.goto('/');
        await heading(page, 'Second factor required').waitFor();
        await lookAtBothSizes(page, 'required-factor');
        for (const one of [page, admin]) {
          await press(one, 'Set up app');
          const secret = await one.getByLabel('Secret', { exact: true }).inputValue();
          await one.getByRole('textbox', { name: 'Code' }).fill(codeOfApp(secret));
          await press(one, 'Confirm code');
          await takeRecoveryCodes(one);
        }
        await overview(page).waitFor();
        await admin.goto('/people');
        await admin
          .getByRole('button', { name: /^Reset the second factor of/ })
          .first()
          .waitFor();
        await look(admin, 'people-with-factors', bothSchemes);
      } finally {
        await running.api.requireSecondFactor(false);
      }
      await admin
        .getByRole('row', { name: /A viewer/ })
        .getByRole('button', { name: /^Reset the second factor/ })
        .click();
      await press(admin, 'Reset second factor');
      await admin.getByRole('dialog').waitFor({ state: 'detached' });
      await page.goto('/');
      await page.waitForURL(/\/login/);
    },
    TEST_TIMEOUT_MS,
  );
});

describe('forms of the dashboard', () => {
  it(
    'change a monitor, and pause and delete it from its page',
    async () => {
      const { id } = await aMonitor('Basket');
      const page = editor;
      await page.goto(`/monitors/${id}/edit`);
      await page.getByRole('button', { name: /^Basics/ }).click();
      await page.getByLabel('Name', { exact: true }).fill('Shopping basket');
      await press(page, 'Save');
      await heading(page, 'Shopping basket').waitFor();
      await press(page, 'Pause');
      await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
      expect(await running.api.monitor(id)).toMatchObject({ name: 'Shopping basket', enabled: false });
      await press(page, 'Delete');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete monitor' }).click();
      await page.waitForURL(/\/$/);
      expect((await running.api.monitors()).map((monitor) => monitor.id)).not.toContain(id);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'speak in seconds, say what is wrong in a sentence, and keep what was typed until it is given up',
    async () => {
      const { id } = await aMonitor('Stock');
      const page = editor;
      await page.goto(`/monitors/${id}`);
      await page.getByRole('link', { name: 'Edit', exact: true }).click();
      await page.getByRole('button', { name: /^Request/ }).click();
      const timeout = page.getByRole('textbox', { name: 'Timeout' });
      await timeout.fill('0.05');
      await press(page, 'Save');
      await page.getByText('Timeout must be at least 0.1 seconds.').waitFor();
      await timeout.fill('2.5');
      await page.getByText('Timeout must be at least 0.1 seconds.').waitFor({ state: 'detached' });
      const question = page.getByRole('dialog', { name: 'Discard your changes?' });
      await page.getByRole('link', { name: 'Alerts' }).click();
      await question.getByRole('button', { name: 'Keep editing' }).click();
      await question.waitFor({ state: 'detached' });
      expect(await timeout.inputValue()).toContain('2.5');
      await press(page, 'Save');
      await heading(page, 'Stock').waitFor();
      expect(await running.api.monitor(id)).toMatchObject({ timeoutMs: 2_500 });

      await page.goto(`/monitors/${id}/edit`);
      await page.getByLabel(/^URL/).fill('https://elsewhere.example/');
      await page.getByRole('link', { name: 'Maintenance' }).click();
      await question.getByRole('button', { name: 'Discard changes' }).click();
      await heading(page, 'Maintenance').waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'show when a maintenance window takes place before it is saved, and ask before Esc gives it up',
    async () => {
      const page = editor;
      await page.goto('/maintenance');
      await press(page, 'New window');
      const dialog = page.getByRole('dialog').first();
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Night work');
      // A Sunday, in whatever time zone the browser is.
      await dialog.getByLabel('Start').fill('2031-02-02T12:00');
      await dialog.getByLabel('End').fill('2031-02-04T12:00');
      await dialog.getByRole('combobox', { name: 'Repeat' }).click();
      await page.getByRole('option', { name: 'Every day' }).click();
      await dialog.getByText('End must be before the next occurrence begins.').waitFor();
      await dialog.getByLabel('End').fill('2031-02-02T13:00');
      await dialog.getByRole('combobox', { name: 'Repeat' }).click();
      await page.getByRole('option', { name: 'Every week' }).click();
      await dialog.getByText('Mon', { exact: true }).click();
      await waitFor(async () => (await dialog.getByLabel('Start').inputValue()) === '2031-02-03T12:00', {
        what: 'the first Monday',
      });
      const next = dialog.getByRole('status', { name: 'Next occurrences' });
      await next
        .getByText(/Mon, Feb 17, 2031/)
        .first()
        .waitFor();
      await look(page, 'maintenance-form', bothSchemes);
      await page.keyboard.press('Escape');
      await press(page, 'Keep editing');
      await dialog.getByRole('button', { name: 'Create window' }).click();
      await dialog.getByText('Please fix 1 field.').waitFor();
      await dialog.getByText('All monitors').click();
      await dialog.getByRole('button', { name: 'Create window' }).click();
      await page.getByRole('heading', { name: 'Night work' }).waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'lose nothing when two people change a monitor at once',
    async () => {
      const { id } = await aMonitor('Till');
      const slow = await visitor.logIn('admin');
      const quick = editor;
      const edit = async (page: Page): Promise<void> => {
        if (page.url().endsWith(id)) await page.getByRole('link', { name: 'Edit', exact: true }).click();
        else await page.goto(`/monitors/${id}/edit`);
        await page.getByRole('button', { name: /^Basics/ }).click();
      };
      const saveAs = async (name: string): Promise<void> => {
        await edit(quick);
        await quick.getByLabel('Name', { exact: true }).fill(name);
        await press(quick, 'Save');
        await heading(quick, name).waitFor();
      };
      await edit(slow);
      await slow.getByLabel('Description').fill('Where one pays.');
      await saveAs('Cash desk');
      await press(slow, 'Save');
      await slow.getByText(/^editor-\S+ changed: name \(now “Cash desk”\)\.$/).waitFor();
      expect(await slow.getByLabel('Description').inputValue()).toBe('Where one pays.');
      await look(slow, 'conflict');
      await press(slow, 'Overwrite');
      await heading(slow, 'Cash desk').waitFor();
      expect(await running.api.monitor(id)).toMatchObject({ name: 'Cash desk', description: 'Where one pays.' });

      await edit(slow);
      await slow.getByLabel('Name', { exact: true }).fill('Mine');
      await saveAs('Theirs');
      await press(slow, 'Save');
      await press(slow, 'Discard mine');
      await slow.getByText('Theirs', { exact: true }).first().waitFor();
      expect(await running.api.monitor(id)).toMatchObject({ name: 'Theirs' });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'keep what the way to a page needs, and say at the field what is wrong with it',
    async () => {
      const { id } = await aMonitor('Inner shop');
      const page = editor;
      await page.goto(`/monitors/${id}/edit`);
      await page.getByRole('button', { name: /^Connection/ }).click();
      const proxy = page.getByRole('textbox', { name: 'Proxy', exact: true });
      await proxy.fill('ftp://proxy.example');
      await press(page, 'Save');
      await page.getByText('Proxy must begin with http://, https:// or socks5://.').waitFor();
      await proxy.fill('socks5://ann:hunter2@proxy.example:1080');
      const nameServers = page.getByRole('combobox', { name: 'DNS servers' });
      await nameServers.fill('192.0.2.53');
      await nameServers.press(',');
      await page.getByRole('textbox', { name: 'Server name' }).fill('shop.internal');
      await press(page, 'Save');
      await heading(page, 'Inner shop').waitFor();
      expect(await running.api.monitor(id)).toMatchObject({
        proxy: 'socks5://***@proxy.example:1080',
        resolvers: ['192.0.2.53'],
        tls: { verify: true, serverName: 'shop.internal' },
      });

      // The stored credentials do not follow to another name server: it is said at the field that holds them.
      await page.goto(`/monitors/${id}/edit`);
      await page.getByRole('button', { name: /^Connection/ }).click();
      await nameServers.fill('192.0.2.54');
      await nameServers.press(',');
      await press(page, 'Save');
      await page.getByText(/must be entered again, because “DNS servers” changed/).waitFor();
      await look(page, 'form-connection', bothSchemes);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'add a channel whose test message arrives',
    async () => {
      const bodies: string[] = [];
      const server = createServer((request, response) => {
        void text(request).then((body) => {
          bodies.push(body);
          response.end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('The server has no port.');
      try {
        const page = editor;
        await page.goto('/notifications');
        await press(page, 'New channel');
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Our hook');
        await dialog.getByRole('combobox', { name: 'Type' }).click();
        await page.getByRole('option', { name: 'Webhook', exact: true }).click();
        await dialog.locator('input[type=password]').first().fill(`http://127.0.0.1:${address.port}/hook`);
        await dialog.getByRole('button', { name: 'Create channel' }).click();
        await page.getByText('Nothing sent yet').waitFor();
        await press(page, 'Send test message to Our hook');
        await page.getByText('Test delivered').waitFor();
        await page.getByText('✓ Working').waitFor();
        await page.goto('/notifications?tab=deliveries');
        await page.getByRole('row', { name: /Test message Our hook/ }).waitFor();
        expect(bodies).toHaveLength(1);
        expect(JSON.parse(bodies[0] ?? '')).toBeInstanceOf(Object);
      } finally {
        server.close();
      }
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'make a status page that is read without JavaScript, with what is posted on it',
    async () => {
      const { id } = await aMonitor('Checkout');
      const page = editor;
      await page.goto('/status-pages');
      await page.getByText('No status pages yet').waitFor();
      await keepPicture(page, 'status-pages-empty');
      await press(page, 'New status page');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Title').fill('Shop status');
      await dialog.getByRole('combobox', { name: 'Add monitor to Services' }).click();
      await page.getByRole('option', { name: 'Checkout' }).click();
      await dialog.getByLabel('Display name of Checkout').fill('Paying');
      await look(page, 'status-page-form');
      await dialog.getByRole('button', { name: 'Create page' }).click();
      await page.getByRole('link', { name: /\/status\/shop-status$/ }).waitFor();
      await look(page, 'status-pages', bothSchemes);

      await page.getByRole('link', { name: 'Incidents and badges of Shop status' }).click();
      await press(page, 'New incident');
      await dialog.getByLabel('Title').fill('Cards are refused');
      await dialog.getByLabel('Message').fill('We look into it.');
      await dialog.getByRole('button', { name: 'Publish' }).click();
      await page.getByText('We look into it.').waitFor();
      await keepPicture(page, 'status-page-incidents');

      const reader = await visitor.visit({ javaScriptEnabled: false });
      await reader.goto('/status/shop-status');
      await heading(reader, 'Shop status').waitFor();
      expect(await reader.getByText('Paying').count()).toBe(1);
      expect(await reader.getByText('We look into it.').count()).toBe(1);
      expect(await reader.locator('script').count()).toBe(0);
      // axe is a script itself, so it looks at the page with scripts on.
      const other = await visitor.visit();
      await other.goto('/status/shop-status');
      await look(other, 'public-page', bothSchemes);
      await keepPicture(reader, 'public-page-without-scripts');

      await press(page, 'Resolve Cards are refused');
      await dialog.getByLabel('Message').fill('Cards work again.');
      await dialog.getByRole('button', { name: 'Resolve' }).click();
      await page.getByText('Cards work again.').waitFor();

      await page.getByRole('tab', { name: 'Badges' }).click();
      const badge = page.getByRole('img', { name: 'Badge of Paying' });
      await waitFor(() => badge.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0), {
        what: 'the badge',
      });
      expect(await page.getByLabel('Badge URL', { exact: true }).inputValue()).toContain(`/badges/${id}/`);
      await look(page, 'status-page-badges');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'show status pages to a viewer who cannot change them, also on a phone',
    async () => {
      const page = await visitor.logIn('viewer', phone);
      await page.goto('/status-pages');
      await page.getByRole('heading', { name: 'Shop status' }).waitFor();
      for (const name of ['New status page', 'Edit Shop status', 'Delete Shop status']) {
        expect(await page.getByRole('button', { name }).count()).toBe(0);
      }
      await look(page, 'phone-status-pages');
      await page.getByRole('link', { name: 'Incidents and badges of Shop status' }).click();
      await page.getByText('Cards work again.').waitFor();
      expect(await page.getByRole('button', { name: 'New incident' }).count()).toBe(0);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(phone.viewport.width);
      await keepPicture(page, 'phone-status-page');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'fit a phone, and ask before a page is deleted',
    async () => {
      const page = editor;
      await page.setViewportSize(phone.viewport);
      await page.getByRole('link', { name: '← Status pages' }).click();
      await press(page, 'Edit Shop status');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Display name of Checkout').waitFor();
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(phone.viewport.width);
      await look(page, 'phone-status-page-form');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await press(page, 'Delete Shop status');
      await dialog.getByRole('button', { name: 'Delete page' }).click();
      await page.getByText('No status pages yet').waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'answer a fault of the server with a sentence, and work when it is tried again',
    async () => {
      const page = editor;
      await page.setViewportSize({ width: 1280, height: 720 });
      await without('status_pages', async () => {
        await page.goto('/status-pages');
        await page.getByRole('alert').getByText('Something went wrong').waitFor();
        await page
          .getByRole('alert')
          .getByText(/^Request /)
          .waitFor();
        await keepPicture(page, 'failure');
      });
      await press(page, 'Try again');
      await page.getByText('No status pages yet').waitFor();

      await press(page, 'New status page');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Title').fill('Later');
      await without('status_pages', async () => {
        await dialog.getByRole('button', { name: 'Create page' }).click();
        await dialog.getByRole('alert').waitFor();
      });
      await dialog.getByRole('button', { name: 'Create page' }).click();
      await page.getByRole('heading', { name: 'Later' }).waitFor();
      expect(visitor.complaints).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
});
