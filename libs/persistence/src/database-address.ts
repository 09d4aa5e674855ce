import type { DatabaseConfig } from '@wakeful/platform';

/** Where Postgres is, and whom to trust there. */
export interface DatabaseAddress {
  url: string;
  /** PEM texts: the authority that signed the server's certificate, and who we are if the server asks for one. */
  tls?: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined };
}

/** The part of a service's configuration that says where Postgres is. */
export const databaseAddressOf = (config: DatabaseConfig): DatabaseAddress => ({
  url: config.DATABASE_URL,
  tls: { ca: config.DATABASE_CA, cert: config.DATABASE_CERT, key: config.DATABASE_KEY },
});

const TLS_PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'ssl'];

interface VerifiedTls {
  ca?: string;
  cert?: string;
  key?: string;
  rejectUnauthorized: true;
}

/**
 * What the driver connects with. With an authority or a certificate of our own the connection is encrypted and the
 * server's name verified, whatever the URL says: the driver would let `sslmode` in the URL take the place of all that.
 */
export function connectionOf(address: DatabaseAddress): { connectionString: string; ssl?: VerifiedTls } {
  const { ca, cert, key } = address.tls ?? {};
  if (!ca && !cert && !key) return { connectionString: address.url };
  const url = new URL(address.url);
  for (const name of TLS_PARAMETERS) url.searchParams.delete(name);
  const given = Object.fromEntries(Object.entries({ ca, cert, key }).filter(([, text]) => text !== undefined));
  return { connectionString: url.href, ssl: { ...given, rejectUnauthorized: true } };
}
