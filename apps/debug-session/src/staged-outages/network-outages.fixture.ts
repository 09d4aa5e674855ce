import { makeSelfSigned } from '../certificates.fixture.js';
import {
  answer,
  IMPATIENT,
  nginxPage,
  redirect,
  serveShopOverTls,
  SHOP,
  type StagedOutage,
  trusted,
} from './staged-outage.fixture.js';

const NO_CERTIFICATE = /sent no certificate/;

export const nameOutages: readonly StagedOutage[] = [
  {
    name: 'dns-gone',
    broken: async (scene) => scene.resolve('ENOTFOUND'),
    says: [/NXDOMAIN/, /dns-gone\.test/],
  },
  {
    name: 'dns-servfail',
    broken: async (scene) => scene.resolve('ESERVFAIL'),
    says: [/dns-servfail\.test/, /could not be looked up|SERVFAIL/],
  },
  {
    name: 'dns-dead',
    spec: IMPATIENT,
    broken: async (scene) => {
      scene.resolve(['127.10.1.200']);
      await scene.leaveDead('127.10.1.200');
    },
    says: [/now resolves to 127\.10\.1\.200/, /127\.10\.0\.\d+/, /nothing answers|no answer|not answer|timed out/i],
  },
  {
    name: 'ipv6-only',
    spec: IMPATIENT,
    broken: async (scene) => scene.resolve(['2001:db8::15']),
    says: [/IPv4 address/, /2001:db8::15/, /no route|cannot be reached|nothing answers/],
  },
  {
    name: 'dns-blocked',
    broken: async (scene) => scene.resolve(['0.0.0.0']),
    says: [/resolves to 0\.0\.0\.0/, /127\.10\.0\.\d+/],
    never: [/resolves to \S+ is an/, /egress/i],
  },
];

export const connectionOutages: readonly StagedOutage[] = [
  { name: 'refused', broken: async () => undefined, says: [/refused? (the )?connections?/, /127\.10\.0\.\d+/] },
  {
    name: 'reset',
    broken: (scene) => scene.listen((socket) => socket.once('data', () => socket.resetAndDestroy())),
    says: [/clos\w+ the connection without an answer|without an answer/],
  },
  {
    name: 'silent',
    spec: IMPATIENT,
    broken: (scene) => scene.listen(() => undefined),
    says: [/sends? nothing|waiting for the response headers/],
  },
  {
    name: 'notwork-garbage',
    broken: (scene) => scene.listen((socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n')),
    says: [/not (with|valid)? ?HTTP/i, /SSH-2\.0/],
    never: [/network failed/],
  },
];

export const tlsOutages: readonly StagedOutage[] = [
  {
    name: 'tls-expired',
    scheme: 'https',
    broken: async (scene) => scene.serve(answer(200, SHOP), { tls: await trusted(scene, -90, -2.5) }),
    says: [/expired on \d{4}-\d\d-\d\d \(2 days ago\)/],
    never: [NO_CERTIFICATE],
  },
  {
    name: 'tls-selfsigned',
    scheme: 'https',
    broken: async (scene) => scene.serve(answer(200, SHOP), { tls: await makeSelfSigned(scene.host) }),
    says: [/self-signed/, /Lab Issuing CA E5/],
    never: [NO_CERTIFICATE],
  },
  {
    name: 'tls-wronghost',
    scheme: 'https',
    broken: async (scene) => {
      const { issuing } = scene.stage.authorities;
      const names = ['shop.example', 'www.shop.example', 'api.shop.example', 'cdn.shop.example'];
      const { key, cert } = await issuing.issue(names);
      await scene.serve(answer(200, SHOP), { tls: { key, cert: `${cert}\n${issuing.pem}` } });
    },
    says: [/is for .*shop\.example/, /not for tls-wronghost\.test/],
    never: [NO_CERTIFICATE],
  },
  {
    name: 'tls-chain',
    scheme: 'https',
    broken: async (scene) =>
      scene.serve(answer(200, SHOP), { tls: await scene.stage.authorities.issuing.issue([scene.host]) }),
    says: [/only its own certificate|does not send|no longer sends/, /intermediate/, /Lab Issuing CA E5/],
    never: [NO_CERTIFICATE, /or the server|not trusted \(/],
  },
  {
    name: 'tls-unknownca',
    scheme: 'https',
    broken: async (scene) => {
      const { corporate } = scene.stage.authorities;
      const { key, cert } = await corporate.issue([scene.host]);
      await scene.serve(answer(200, SHOP), { tls: { key, cert: `${cert}\n${corporate.pem}` } });
    },
    says: [/Corp Proxy Root/, /not trusted/],
    never: [NO_CERTIFICATE],
  },
  {
    name: 'tls-stall',
    spec: IMPATIENT,
    scheme: 'https',
    broken: (scene) => scene.listen(() => undefined),
    says: [/TLS handshake/],
  },
  {
    name: 'tls-plain',
    scheme: 'https',
    broken: (scene) => scene.serve(answer(200, SHOP)),
    says: [/does not speak TLS|speaks plain HTTP/],
  },
  {
    name: 'tls-old',
    scheme: 'https',
    broken: async (scene) => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      await scene.serve(answer(200, SHOP), { tls: { ...(await trusted(scene)), ...old } });
    },
    says: [/TLS 1\.[12]/],
  },
  {
    name: 'tls-soon',
    scheme: 'https',
    broken: async (scene) => scene.serve(answer(200, SHOP), { tls: await trusted(scene, -80, 5.2) }),
    says: [/^Page loads/],
    never: [NO_CERTIFICATE],
    isHealthy: true,
    needsBrowser: true,
  },
  {
    name: 'hsts',
    healthy: async (scene) => {
      await scene.serve(redirect(scene.url('https', scene.host, scene.otherPort), 301));
      await scene.serve(answer(200, SHOP), { port: scene.otherPort, tls: await trusted(scene) });
    },
    broken: (scene) => scene.serve(redirect(scene.url('https', scene.host, scene.otherPort), 301)),
    says: [/redirects to https/, /refused?/],
  },
  {
    name: 'https-502',
    scheme: 'https',
    healthy: serveShopOverTls,
    broken: async (scene) =>
      scene.serve(answer(502, nginxPage('502 Bad Gateway'), { server: 'nginx/1.24.0' }), { tls: await trusted(scene) }),
    says: [/502/, /nginx/],
    never: [/TLS/],
  },
];
