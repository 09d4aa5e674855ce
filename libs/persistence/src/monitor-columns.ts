import {
  type FieldPlace,
  type MonitorConfig,
  type MonitorFieldName,
  monitorFieldNames,
  monitorFields,
  type ProbeSecrets,
  probeSpecToV1,
} from '@wakeful/contracts';
import type { MonitorEntity, ProbeConfig } from './monitor.entity.js';
import { areSecretsOfV1, probeSpecOf } from './probe-spec-of.js';

/** The columns of `monitors` that hold configuration. */
export type MonitorColumns = Omit<MonitorEntity, 'id' | 'key' | 'version' | 'createdAt' | 'updatedAt'>;

const namesIn = (place: FieldPlace): MonitorFieldName[] =>
  monitorFieldNames.filter((name) => monitorFields[name].place === place);

const columnNames = namesIn('column');
const probeNames = namesIn('probe');

const pick = (from: object, names: readonly string[]): object => {
  const all = new Map(Object.entries(from));
  return Object.fromEntries(names.flatMap((name) => (all.has(name) ? [[name, all.get(name)]] : [])));
};

/** What of a configuration is sealed. */
export function secretsOf({ headers, body, auth, proxy, tls }: MonitorConfig): ProbeSecrets {
  const { ca, clientCertificate, clientKey } = tls;
  return { headers, body, auth, tls: { ca, clientCertificate, clientKey }, proxyUrl: proxy };
}

/** How a configuration is stored; `sealedSecrets` is what {@link secretsOf} found, encrypted. */
export function columnsOf(config: MonitorConfig, sealedSecrets: string | null): MonitorColumns {
  const { verify, minVersion, serverName } = config.tls;
  const probe = { ...pick(config, probeNames), tls: { verify, minVersion, serverName } } as ProbeConfig;
  const columns = { ...pick(config, columnNames), probe, sealedSecrets } as MonitorColumns;
  const isForV1 = areSecretsOfV1(secretsOf(config)) && probeSpecToV1(probeSpecOf(columns)) !== null;
  return isForV1 ? { ...columns, probe: { ...probe, tlsVerify: verify } } : columns;
}

/** What {@link columnsOf} stored, with the secrets opened. */
export function configOf(columns: MonitorColumns, secrets: ProbeSecrets): MonitorConfig {
  const spec = probeSpecOf(columns);
  const { headers, body, auth, proxyUrl } = secrets;
  return {
    ...(pick(columns, columnNames) as Pick<MonitorConfig, keyof MonitorConfig & keyof MonitorColumns>),
    ...(pick(spec, probeNames) as Omit<typeof spec, 'tls' | 'sealedSecrets'>),
    headers,
    body,
    auth,
    tls: { ...spec.tls, ...secrets.tls },
    proxy: proxyUrl,
  };
}
