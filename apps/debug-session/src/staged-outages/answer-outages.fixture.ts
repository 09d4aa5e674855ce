import type { RequestListener } from 'node:http';
import {
  answer,
  IMPATIENT,
  nginxPage,
  page,
  redirect,
  SELLS,
  serveShop,
  SHOP,
  type StagedOutage,
} from './staged-outage.fixture.js';

const BAD_GATEWAY = answer(502, nginxPage('502 Bad Gateway'), { server: 'nginx/1.24.0' });
const isBrowser = (userAgent = ''): boolean => /Mozilla/.test(userAgent);

const DJANGO = page(
  'OperationalError at /',
  `<div id="summary"><h1>OperationalError at /</h1>
   <pre class="exception_value">connection to server at &quot;db&quot; (10.0.4.12), port 5432 failed: Connection refused
   Is the server running on that host and accepting TCP/IP connections?</pre></div>
   <table><tr><th>Exception Type:</th><td>OperationalError</td></tr></table>
   <p>You're seeing this error because you have <code>DEBUG = True</code> in your Django settings file.</p>`,
);

const guardedBy =
  (guard: RequestListener, shop: RequestListener): RequestListener =>
  (request, response) =>
    (isBrowser(request.headers['user-agent']) ? shop : guard)(request, response);

export const answerOutages: readonly StagedOutage[] = [
  {
    name: 's500',
    broken: (scene) => scene.serve(answer(500, 'Internal Server Error', { 'content-type': 'text/plain' })),
    says: [/500/, /127\.10\.0\.\d+/],
  },
  {
    name: 's502-nginx',
    broken: (scene) => scene.serve(BAD_GATEWAY),
    says: [/nginx/, /502/, /behind it/],
  },
  {
    name: 's521-cf',
    broken: (scene) =>
      scene.serve(
        answer(
          521,
          page('s521-cf.test | 521: Web server is down', '<h1>Web server is down <span>Error code 521</span></h1>'),
          {
            server: 'cloudflare',
            'cf-ray': '8f2c1d3e4a5b6c7d-FRA',
          },
        ),
      ),
    says: [/Cloudflare/, /521/, /origin/, /8f2c1d3e4a5b6c7d-FRA/],
  },
  {
    name: 's503-maint',
    broken: (scene) =>
      scene.serve(
        answer(
          503,
          page('We&rsquo;ll be back soon!', "<h1>We'll be back soon!</h1><p>We are upgrading our shop.</p>"),
          {
            'retry-after': '3600',
          },
        ),
      ),
    says: [/maintenance/i, /503/, /be back soon/, /1 h/],
  },
  {
    name: 's403-bot',
    broken: (scene) =>
      scene.serve(guardedBy(answer(403, nginxPage('403 Forbidden'), { server: 'nginx' }), answer(200, SHOP))),
    says: [/403/, /browser/, /only the check|check.* blocked|blocks? the check/i],
  },
  {
    name: 's401-basic',
    secrets: { auth: { type: 'basic', username: 'monitor', password: 'correct-horse-7' } },
    healthy: (scene) =>
      scene.serve((request, response) =>
        (request.headers.authorization ? answer(200, SHOP) : answer(401, ''))(request, response),
      ),
    broken: (scene) =>
      scene.serve(
        answer(401, nginxPage('401 Authorization Required'), { 'www-authenticate': 'Basic realm="Staging"' }),
      ),
    says: [/401/, /password|credentials/, /Staging/],
  },
  {
    name: 's405-head',
    spec: { method: 'HEAD' },
    broken: (scene) =>
      scene.serve((request, response) =>
        (request.method === 'HEAD' ? answer(405, '', { allow: 'GET' }) : answer(200, SHOP))(request, response),
      ),
    says: [/405/, /HEAD/, /GET/],
  },
  {
    name: 's500-django',
    broken: (scene) => scene.serve(answer(500, DJANGO)),
    says: [/500/, /OperationalError/, /5432/],
  },
  {
    name: 's500-rails',
    broken: (scene) =>
      scene.serve(
        answer(
          500,
          page("We're sorry, but something went wrong (500)", "<h1>We're sorry, but something went wrong.</h1>"),
        ),
      ),
    says: [/500/, /Rails|something went wrong/],
  },
  {
    name: 'loop',
    broken: (scene) =>
      scene.serve((request, response) => redirect(request.url === '/' ? '/home' : '/')(request, response)),
    says: [/loop/i, /\/home/],
  },
  {
    name: 'to-dead',
    healthy: async (scene) => {
      scene.resolve([scene.address], 'new-shop-gone.test');
      await scene.serve((request, response) =>
        (request.headers.host?.startsWith('new-shop')
          ? answer(200, SHOP)
          : redirect(scene.url('http', 'new-shop-gone.test'), 301))(request, response),
      );
    },
    broken: async (scene) => {
      scene.resolve('ENOTFOUND', 'new-shop-gone.test');
      await scene.serve(redirect(scene.url('http', 'new-shop-gone.test'), 301));
    },
    says: [/redirects/, /new-shop-gone\.test/, /does not exist|NXDOMAIN/],
  },
  {
    name: 'toolarge',
    spec: { maxBodyBytes: 65_536, ...SELLS },
    broken: (scene) => scene.serve(answer(200, SHOP.padStart(3_000_000, ' '))),
    says: [/larger than 65,536 bytes/, /it had \d+ bytes/],
  },
  {
    name: 'truncated',
    broken: (scene) =>
      scene.listen((socket) =>
        socket.once('data', () => {
          socket.write(
            `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 648\r\n\r\n${SHOP.slice(0, 300)}`,
          );
          setTimeout(() => socket.destroy(), 50);
        }),
      ),
    says: [/closed the connection before the whole body/],
  },
  {
    name: 'slowbody',
    broken: (scene) =>
      scene.serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html', 'content-length': '648' }).write(SHOP.slice(0, 140));
      }),
    spec: { ...SELLS, ...IMPATIENT },
    says: [/body/, /14\d bytes/],
  },
  {
    name: 'gzip',
    broken: (scene) => scene.serve(answer(200, SHOP, { 'content-encoding': 'gzip' })),
    says: [/gzip/, /content-encoding/i],
    never: [/^Connection/, /network failed/],
  },
  { name: 'blip', broken: (scene) => scene.serve(BAD_GATEWAY), says: [/502/] },
  {
    name: 'blip2',
    broken: (scene) => scene.serve(BAD_GATEWAY),
    meanwhile: async (scene) => {
      await scene.clear();
      await serveShop(scene);
    },
    says: [/502/, /blip|again|by turns|one of several/i],
  },
  { name: 'multi', broken: (scene) => scene.serve(BAD_GATEWAY), says: [/502/, /nginx/] },
];
