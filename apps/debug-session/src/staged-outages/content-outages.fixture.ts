import { answer, json, page, paths, redirect, SELLS, SHOP, type StagedOutage } from './staged-outage.fixture.js';

const JS = { 'content-type': 'text/javascript' };
const app = (script: string): string => page('Shop', `<div id="root"></div><script src="${script}"></script>`);
const RENDERS = `document.getElementById('root').innerHTML = '<h1>Fine things</h1><p>Lamps, chairs and tables.</p>'`;

export const contentOutages: readonly StagedOutage[] = [
  {
    name: 'to-login',
    spec: SELLS,
    broken: (scene) =>
      scene.serve(
        paths({
          '/': redirect('/login?next=%2F'),
          '/login': answer(
            200,
            page(
              'Sign in – Acme SSO',
              '<h1>Sign in</h1><form><input name="user"><input type="password" name="p"></form>',
            ),
          ),
        }),
      ),
    says: [/redirect/i, /\/login/, /Sign in – Acme SSO/],
  },
  {
    name: 'empty200',
    spec: SELLS,
    broken: (scene) => scene.serve(answer(200, '')),
    says: [/empty/, /0 bytes|bytes before|until/],
  },
  {
    name: 'kw-wpdb',
    spec: SELLS,
    broken: (scene) =>
      scene.serve(answer(200, page('Database Error', '<h1>Error establishing a database connection</h1>'))),
    says: [/database/i, /WordPress|Error establishing/],
  },
  {
    name: 'kw-nginx',
    spec: SELLS,
    broken: (scene) =>
      scene.serve(
        answer(200, page('Welcome to nginx!', '<h1>Welcome to nginx!</h1><p>Further configuration is required.</p>'), {
          server: 'nginx/1.24.0',
        }),
      ),
    says: [/nginx's default page/],
  },
  {
    name: 'dom-parked',
    spec: SELLS,
    broken: async (scene) => {
      scene.resolve(['127.10.1.202']);
      const parked = page(
        'dom-parked.test is for sale | HugeDomains',
        '<h1>dom-parked.test is for sale</h1><p>Buy this domain today.</p>',
      );
      await scene.serve(answer(200, parked), { address: '127.10.1.202' });
    },
    says: [/parked|for sale/i, /127\.10\.1\.202/, /127\.10\.0\.\d+/],
  },
  {
    name: 'kw-spa',
    spec: { assertions: [{ type: 'keyword', keyword: 'app.3fd1c2.js', present: true, ignoreCase: false }] },
    healthy: (scene) =>
      scene.serve(
        paths({ '/': answer(200, app('/assets/app.3fd1c2.js')), '/assets/app.3fd1c2.js': answer(200, RENDERS, JS) }),
      ),
    broken: (scene) => scene.serve(paths({ '/': answer(200, app('/assets/app.77aa01.js')) })),
    says: [/Blank page/, /app\.77aa01\.js/, /404/],
    needsBrowser: true,
  },
  {
    name: 'json-status',
    spec: { assertions: [{ type: 'jsonPath', path: '$.status', operator: 'equals', value: 'ok' }] },
    healthy: (scene) => scene.serve(json(200, { status: 'ok', checks: { db: 'ok', redis: 'ok' } })),
    broken: (scene) =>
      scene.serve(json(200, { status: 'error', checks: { db: 'ok', redis: 'ECONNREFUSED 10.0.4.13:6379' } })),
    says: [/status/, /redis/i, /ECONNREFUSED 10\.0\.4\.13:6379/],
  },
];

const needsBrowser = true;
const api = (script: string): string => page('Shop', `<div id="root"></div><script>${script}</script>`);
const FETCHES = `fetch('/api/products').then((a) => a.ok ? a.json() : Promise.reject(new Error(a.status))).then((p) =>
  { document.getElementById('root').textContent = p.join(', ') }).catch(() =>
  { document.getElementById('root').textContent = 'Products could not be loaded' })`;

export const browserOutages: readonly StagedOutage[] = [
  {
    name: 'b-jserror',
    needsBrowser,
    broken: (scene) =>
      scene.serve(
        paths({
          '/': answer(200, app('/app.js')),
          '/app.js': answer(200, 'const config = window.__CONFIG__; fetch(config.api)', JS),
        }),
      ),
    says: [/Blank page/, /TypeError: Cannot read properties of undefined/],
  },
  {
    name: 'b-bundle404',
    needsBrowser,
    broken: async (scene) => {
      scene.resolve([scene.address], 'cdn.test');
      await scene.serve(
        paths({ '/': answer(200, app(`${scene.url('http', 'cdn.test', scene.otherPort)}missing/app.3fd1c2.js`)) }),
      );
      await scene.serve(paths({}), { port: scene.otherPort });
    },
    says: [/Blank page/, /app\.3fd1c2\.js/, /404/],
  },
  {
    name: 'b-api500',
    needsBrowser,
    broken: (scene) =>
      scene.serve(paths({ '/': answer(200, api(FETCHES)), '/api/products': json(500, { error: 'no' }) })),
    says: [/\/api\/products/, /500/],
    never: [/Blank/],
  },
  {
    name: 'mixed',
    scheme: 'https',
    needsBrowser,
    broken: async (scene) => {
      const { issuing } = scene.stage.authorities;
      const { key, cert } = await issuing.issue([scene.host]);
      scene.resolve([scene.address], 'cdn.test');
      const script = `${scene.url('http', 'cdn.test', scene.otherPort)}app.js`;
      await scene.serve(answer(200, app(script)), { tls: { key, cert: `${cert}\n${issuing.pem}` } });
      await scene.serve(answer(200, RENDERS, JS), { port: scene.otherPort });
    },
    says: [/Blank page/, /mixed content/i, /cdn\.test/],
    never: [/sent no certificate/],
  },
  {
    name: 'b-slow3p',
    isSlow: true,
    needsBrowser,
    broken: async (scene) => {
      scene.resolve([scene.address], 'tags.test');
      const tag = `<script src="${scene.url('http', 'tags.test', scene.otherPort)}slow.js"></script>`;
      await scene.serve(answer(200, SHOP.replace('</head>', `${tag}</head>`)));
      await scene.serve(() => undefined, { port: scene.otherPort });
    },
    says: [/tags\.test:\d+\/slow\.js/, /another site|other site|third party/, /holds? up|blocks/],
  },
  {
    name: 'b-slowapi',
    needsBrowser,
    broken: (scene) =>
      scene.serve(
        paths({
          '/': answer(200, api(FETCHES)),
          '/api/products': (_request, response) =>
            void setTimeout(
              () => response.writeHead(200, { 'content-type': 'application/json' }).end('["Lamp","Chair"]'),
              700,
            ),
        }),
      ),
    says: [/^Page loads/],
    never: [/Blank/],
    isHealthy: true,
  },
];
