import type { SecureVersion } from 'node:tls';
import type { ProbeSecrets, ProbeSpec } from '@wakeful/contracts';

/** How a connection is secured and what is demanded of the server. PEM texts where it says so. */
export interface TlsSettings {
  verify: boolean;
  /** null: TLS 1.2, below which no browser goes. */
  minVersion: SecureVersion | null;
  /** Certificates (PEM) to trust next to the public authorities. */
  ca: string | null;
  /** Shown to a server that asks for a client certificate (PEM), with its key. */
  clientCertificate: string | null;
  clientKey: string | null;
  /** Certificates (PEM) that help to find a trusted authority, and are trusted themselves for nothing. */
  intermediates: readonly string[];
}

const noMaterial = { ca: null, clientCertificate: null, clientKey: null };

/** What is demanded of a server that is not the monitor's own target. */
export const publicTls: TlsSettings = { verify: true, minVersion: null, ...noMaterial, intermediates: [] };

/** The settings of a monitor; the secret part of them is what `secrets` still hold, as another origin sees no client certificate. */
export const tlsSettingsOf = ({ tls }: Pick<ProbeSpec, 'tls'>, secrets: ProbeSecrets | null): TlsSettings => ({
  verify: tls.verify,
  minVersion: tls.minVersion,
  ...(secrets?.tls ?? noMaterial),
  intermediates: [],
});

const versionNames: Readonly<Record<SecureVersion, string>> = {
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
};

/** `TLS 1.2 or newer`: what a server must speak. */
export function demandedVersions(minVersion: SecureVersion | null): string {
  return minVersion === 'TLSv1.3' ? 'TLS 1.3' : `${versionNames[minVersion ?? 'TLSv1.2']} or newer`;
}
