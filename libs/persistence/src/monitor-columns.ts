import {
  type MonitorConfig,
  monitorFieldNames,
  monitorFields,
  type ProbeSecrets,
  probeSpecToV1,
} from '@wakeful/contracts';
import type { MonitorEntity, ProbeConfig } from './monitor.entity.js';
import { allowedTimeoutMs, areSecretsOfV1, jsonFieldsOf, probeSpecOf } from './probe-spec-of.js';

/** The columns of `monitors` that hold configuration. */
export type MonitorColumns = Omit<MonitorEntity, 'id' | 'key' | 'version' | 'createdAt' | 'updatedAt'>;

const columnNames = monitorFieldNames.filter((name) => monitorFields[name].place === 'column');

const pickColumns = (from: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(columnNames.map((name) => [name, from[name]]));

/** What of a configuration is sealed. */
export function secretsOf({ headers, body, auth, proxy, tls }: MonitorConfig): ProbeSecrets {
  const { ca, clientCertificate, clientKey } = tls;
  return { headers, body, auth, tls: { ca, clientCertificate, clientKey }, proxyUrl: proxy };
}

/** How a configuration is stored; `sealedSecrets` is what {@link secretsOf} found, encrypted. */
export function columnsOf(config: MonitorConfig, sealedSecrets: string | null): MonitorColumns {
  const { verify, minVersion, serverName } = config.tls;
  const probe: ProbeConfig = { ...jsonFieldsOf(config), tls: { verify, minVersion, serverName } };
  const columns = { ...pickColumns(config), probe, sealedSecrets } as MonitorColumns;
  const isForV1 = areSecretsOfV1(secretsOf(config)) && probeSpecToV1(probeSpecOf(columns)) !== null;
  return isForV1 ? { ...columns, probe: { ...probe, tlsVerify: verify } } : columns;
}

/** What {@link columnsOf} stored, with the secrets opened. */
export function configOf(columns: MonitorColumns, secrets: ProbeSecrets): MonitorConfig {
  const { headers, body, auth, proxyUrl } = secrets;
  return {
    ...(pickColumns({ ...columns }) as Pick<MonitorConfig, keyof MonitorConfig & keyof MonitorColumns>),
    ...jsonFieldsOf(columns.probe),
    timeoutMs: allowedTimeoutMs(columns.timeoutMs),
    headers,
    body,
    auth,
    tls: { ...probeSpecOf(columns).tls, ...secrets.tls },
    proxy: proxyUrl,
  };
}
