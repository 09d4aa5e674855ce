import { describe, expect, it } from '@jest/globals';
import {
  createMonitor,
  HIDDEN_SECRET,
  type MonitorConfig,
  type MonitorFieldName,
  monitorFields,
  type ProbeAuth,
} from '@wakeful/contracts';
import { hideMonitorSecrets, movedBy, revealMonitorSecrets } from './monitor-secrets.js';

const { name: _, timeoutMs: __, ...defaults } = createMonitor.parse({ url: 'https://shop.example/a' });
const plain: MonitorConfig = { ...defaults, name: 'Shop', timeoutMs: 10_000 };
const PEM = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----';

/** A monitor that holds every kind of secret. */
const stored: MonitorConfig = {
  ...plain,
  headers: { 'X-Vault': 'header-secret', Accept: 'text/html' },
  body: 'shown',
  auth: { type: 'basic', username: 'ann', password: 'password-secret' },
  proxy: 'http://bob:proxy-secret@proxy.example:3128',
  tls: { ...plain.tls, clientCertificate: PEM, clientKey: 'key-secret' },
};

const auths: ProbeAuth[] = [
  { type: 'basic', username: 'ann', password: 's3cret' },
  { type: 'digest', username: 'ann', password: 's3cret' },
  { type: 'bearer', token: 's3cret' },
  {
    type: 'oauth2',
    tokenUrl: 'https://login.example/token',
    clientId: 'shop',
    clientSecret: 's3cret',
    scope: null,
    audience: null,
  },
];

/** What is sent when a reader of the API changes `changes` and sends back the rest as it was shown. */
const sentBack = (changes: Partial<MonitorConfig>): MonitorConfig => ({ ...hideMonitorSecrets(stored), ...changes });

describe('hiding secrets', () => {
  it('shows none of them, and everything else', () => {
    const shown = hideMonitorSecrets(stored);
    expect(JSON.stringify(shown)).not.toMatch(/-secret/);
    expect(shown).toEqual({
      ...stored,
      headers: { 'X-Vault': HIDDEN_SECRET, Accept: 'text/html' },
      auth: { type: 'basic', username: 'ann', password: HIDDEN_SECRET },
      proxy: 'http://***@proxy.example:3128',
      tls: { ...stored.tls, clientKey: HIDDEN_SECRET },
    });
  });

  it.each(['Authorization', 'Cookie', 'X-Vault', 'X-Access', 'client-secret', 'X-Api-Key', 'X-Anything'])(
    'hides the header %s',
    (name) =>
      expect(hideMonitorSecrets({ ...plain, headers: { [name]: 's' } }).headers).toEqual({ [name]: HIDDEN_SECRET }),
  );

  it.each(['Accept', 'ORIGIN', 'X-Env', 'X-Requested-With', 'Cache-Control', 'user-agent'])(
    'shows the header %s',
    (name) => expect(hideMonitorSecrets({ ...plain, headers: { [name]: 's' } }).headers).toEqual({ [name]: 's' }),
  );

  it.each(auths)('hides credentials of the type $type', (auth) => {
    expect(JSON.stringify(hideMonitorSecrets({ ...plain, auth }))).not.toContain('s3cret');
  });
});

describe('revealing secrets', () => {
  it('gives back what was hidden', () => {
    expect(revealMonitorSecrets(hideMonitorSecrets(stored), stored)).toEqual({ config: stored, problems: [] });
  });

  it.each(auths)('gives back credentials of the type $type, and to no other type', (auth) => {
    const before = { ...plain, auth };
    expect(revealMonitorSecrets(hideMonitorSecrets(before), before)).toEqual({ config: before, problems: [] });
    for (const other of auths.filter(({ type }) => type !== auth.type)) {
      const { problems } = revealMonitorSecrets(hideMonitorSecrets({ ...plain, auth: other }), before);
      expect(problems).toMatchObject([{ path: expect.stringMatching(/^auth\./) }]);
    }
  });

  it('says of every *** that it stands for nothing in a new monitor', () => {
    const { problems } = revealMonitorSecrets(hideMonitorSecrets(stored), null);
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'auth.password',
      'headers.X-Vault',
      'proxy',
      'tls.clientKey',
    ]);
  });

  it('gives a client secret to no other token endpoint, but to another path of the same one', () => {
    const oauth2 = auths[3] as Extract<ProbeAuth, { type: 'oauth2' }>;
    const before = { ...plain, auth: oauth2 };
    const at = (tokenUrl: string) =>
      revealMonitorSecrets({ ...before, auth: { ...oauth2, tokenUrl, clientSecret: HIDDEN_SECRET } }, before).problems;
    expect(at('https://login.example/v2/token')).toEqual([]);
    for (const other of ['https://evil.example/token', 'http://login.example/token', 'https://login.example:444/token'])
      expect(at(other)).toMatchObject([{ path: 'auth.clientSecret' }]);
  });

  it.each(['http://***@evil.example:3128', 'socks5://***@proxy.example:3128', 'http://***@proxy.example:3129'])(
    "gives a proxy's credentials to no other proxy: %s",
    (proxy) =>
      expect(revealMonitorSecrets(sentBack({ proxy }), stored).problems.map(({ path }) => path)).toContain('proxy'),
  );
});

/** Changes of each field: those that send secrets another way, and those that do not. A new field must take a side here. */
const changes: Readonly<
  Record<MonitorFieldName, { moving: Partial<MonitorConfig>[]; harmless: Partial<MonitorConfig>[] }>
> = {
  name: { moving: [], harmless: [{ name: 'Other' }] },
  url: {
    moving: ['https://evil.example/a', 'http://shop.example/a', 'https://shop.example:444/a'].map((url) => ({ url })),
    harmless: [{ url: 'https://shop.example/b?c=d' }, { url: 'https://SHOP.example:443/a' }],
  },
  description: { moving: [], harmless: [{ description: 'Other' }] },
  enabled: { moving: [], harmless: [{ enabled: false }] },
  intervalSeconds: { moving: [], harmless: [{ intervalSeconds: 30 }] },
  timeoutMs: { moving: [], harmless: [{ timeoutMs: 1_000 }] },
  // Whoever may change a monitor may also choose its path; the same server reads what is sent.
  method: { moving: [], harmless: [{ method: 'POST' }] },
  headers: {
    moving: [{ headers: { 'X-Vault': HIDDEN_SECRET, Host: 'evil.example' } }],
    harmless: [{ headers: { 'X-Vault': HIDDEN_SECRET, Accept: '*/*', 'X-New': 'new' } }, { headers: {} }],
  },
  body: { moving: [], harmless: [{ body: 'other' }] },
  auth: {
    moving: [],
    harmless: [{ auth: { type: 'basic', username: 'bob', password: HIDDEN_SECRET } }, { auth: null }],
  },
  expectedStatus: { moving: [], harmless: [{ expectedStatus: ['404'] }] },
  // The probe itself leaves secrets behind where a redirect crosses to another origin.
  followRedirects: { moving: [], harmless: [{ followRedirects: false }] },
  maxRedirects: { moving: [], harmless: [{ maxRedirects: 1 }] },
  maxBodyBytes: { moving: [], harmless: [{ maxBodyBytes: 1 }] },
  assertions: { moving: [], harmless: [{ assertions: [{ type: 'bodySize', minBytes: 1 }] }] },
  degradedThresholdMs: { moving: [], harmless: [{ degradedThresholdMs: 1 }] },
  confirmations: { moving: [], harmless: [{ confirmations: 0 }] },
  confirmationIntervalSeconds: { moving: [], harmless: [{ confirmationIntervalSeconds: 1 }] },
  recoveryConfirmations: { moving: [], harmless: [{ recoveryConfirmations: 2 }] },
  circuitBreaker: { moving: [], harmless: [{ circuitBreaker: { failureThreshold: 1, cooldownSeconds: 5 } }] },
  locations: { moving: [], harmless: [{ locations: ['eu'] }] },
  tags: { moving: [], harmless: [{ tags: ['a'] }] },
  parentId: { moving: [], harmless: [{ parentId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c' }] },
  debugOnDown: { moving: [], harmless: [{ debugOnDown: false }] },
  tls: {
    moving: [{ verify: false }, { ca: PEM }, { serverName: 'evil.example' }, { minVersion: 'TLSv1' as const }].map(
      (part) => ({ tls: { ...hideMonitorSecrets(stored).tls, ...part } }),
    ),
    harmless: [{ tls: { ...hideMonitorSecrets(stored).tls, minVersion: 'TLSv1.3' } }, { tls: plain.tls }],
  },
  ipFamily: { moving: [], harmless: [{ ipFamily: 'ipv6' }] },
  proxy: {
    moving: [{ proxy: null }, { proxy: 'http://carl:new@evil.example:3128' }],
    harmless: [{ proxy: 'http://carl:new@proxy.example:3128/' }],
  },
  resolvers: { moving: [{ resolvers: ['192.0.2.53'] }], harmless: [] },
};

describe.each(Object.entries(changes))('a change of %s', (field, { moving, harmless }) => {
  const role = monitorFields[field as MonitorFieldName].secrets;

  it('is known to move secrets or not to', () => {
    expect(moving.length > 0).toBe(role === 'way' || role === 'way+holds');
    expect(moving.length + harmless.length).toBeGreaterThan(0);
  });

  for (const change of moving) {
    it(`takes no stored secret along: ${JSON.stringify(change).slice(0, 80)}`, () => {
      const { config, problems } = revealMonitorSecrets(sentBack(change), stored);
      expect(movedBy(stored, sentBack(change))).toEqual([field]);
      expect(JSON.stringify(config)).not.toMatch(/-secret/);
      expect(problems.length).toBeGreaterThan(2);
      for (const { path, message } of problems.filter(({ path }) => path !== field))
        expect(`${path} ${message}`).toMatch(
          new RegExp(`^(headers|auth|proxy|tls)\\S* must be entered again, because .*"${field}" changed: `),
        );
    });

    it(`is taken when every secret is given again: ${JSON.stringify(change).slice(0, 80)}`, () => {
      const given = { ...stored, ...change };
      const again: MonitorConfig = {
        ...given,
        headers: { ...given.headers, 'X-Vault': 'new' },
        auth: { type: 'bearer', token: 'new' },
        proxy: given.proxy?.replace(/\/\/.*@/, '//new:new@') ?? null,
        tls: { ...given.tls, clientKey: 'new' },
      };
      expect(revealMonitorSecrets(again, stored)).toEqual({ config: again, problems: [] });
    });
  }

  for (const change of harmless) {
    it(`keeps every other secret: ${JSON.stringify(change).slice(0, 80)}`, () => {
      expect(revealMonitorSecrets(sentBack(change), stored).problems).toEqual([]);
    });
  }
});

it('lets verification be turned on, which is no way for anyone else', () => {
  const lax = { ...stored, tls: { ...stored.tls, verify: false } };
  const strict = { ...hideMonitorSecrets(lax), tls: { ...hideMonitorSecrets(lax).tls, verify: true } };
  expect(revealMonitorSecrets(strict, lax)).toEqual({ config: stored, problems: [] });
});
