const url = 'http://127.0.0.1:9/bad';
const pem = (label: string, content: string): string =>
  `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`;

/** Settings of a monitor's way to its page that are refused, each at its field. */
export const badConnections: { name: string; body: unknown; path: string }[] = [
  { name: 'authorities that are no PEM', body: { url, tls: { ca: 'authority' } }, path: 'tls.ca' },
  { name: 'authorities that do not parse', body: { url, tls: { ca: pem('CERTIFICATE', 'AAAA') } }, path: 'tls.ca' },
  {
    name: 'client certificate that does not parse',
    body: { url, tls: { clientCertificate: pem('CERTIFICATE', 'AAAA'), clientKey: pem('PRIVATE KEY', 'AAAA') } },
    path: 'tls.clientCertificate',
  },
  {
    name: 'private key that does not parse',
    body: { url, tls: { clientCertificate: pem('CERTIFICATE', 'AAAA'), clientKey: pem('PRIVATE KEY', 'AAAA') } },
    path: 'tls.clientKey',
  },
  {
    name: 'private key with a passphrase',
    body: { url, tls: { clientKey: pem('ENCRYPTED PRIVATE KEY', 'AAAA') } },
    path: 'tls.clientKey',
  },
  { name: 'hidden key that is not stored', body: { url, tls: { clientKey: '***' } }, path: 'tls.clientKey' },
  { name: 'unsupported TLS version', body: { url, tls: { minVersion: 'SSLv3' } }, path: 'tls.minVersion' },
  ...['127.0.0.1', '[::1]', 'shop example', 'https://shop.example', '10', ''].map((serverName) => ({
    name: `server name ${JSON.stringify(serverName)}`,
    body: { url, tls: { serverName } },
    path: 'tls.serverName',
  })),
  ...[
    'ftp://proxy.example',
    'socks4://proxy.example',
    'proxy.example:3128',
    'http://',
    'http://proxy.example/path',
    '',
  ].map((proxy) => ({ name: `proxy ${JSON.stringify(proxy)}`, body: { url, proxy }, path: 'proxy' })),
  { name: 'hidden proxy that is not stored', body: { url, proxy: 'http://***@proxy.example:3128' }, path: 'proxy' },
  ...['dns.example', '192.0.2', '192.0.2.53:0', '192.0.2.53:65536', '2001:db8::53:x', '[192.0.2.53]:53', ''].map(
    (resolver) => ({
      name: `resolver ${JSON.stringify(resolver)}`,
      body: { url, resolvers: ['192.0.2.53', resolver] },
      path: 'resolvers.1',
    }),
  ),
  {
    name: 'four resolvers',
    body: { url, resolvers: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'] },
    path: 'resolvers',
  },
];
