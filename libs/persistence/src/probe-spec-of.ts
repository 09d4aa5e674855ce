import { MAX_TIMEOUT_MS, type ProbeSecrets, type ProbeSpec, type ProbeSpecV1 } from '@wakeful/contracts';
import type { MonitorEntity } from './monitor.entity.js';

/** The columns of a monitor that say how it is probed. */
export type ProbedColumns = Pick<MonitorEntity, 'url' | 'method' | 'timeoutMs' | 'probe' | 'sealedSecrets'>;

/** Earlier releases took longer time-outs: such a monitor has the longest that there may be now. */
export const allowedTimeoutMs = (timeoutMs: number): number => Math.min(timeoutMs, MAX_TIMEOUT_MS);

/** What a checker needs to know of a monitor. */
export function probeSpecOf({ url, method, timeoutMs, probe, sealedSecrets }: ProbedColumns): ProbeSpec {
  const { tlsVerify = true, tls = { verify: tlsVerify, minVersion: null, serverName: null }, ...rest } = probe;
  return { url, method, timeoutMs: allowedTimeoutMs(timeoutMs), resolvers: [], ...rest, tls, sealedSecrets };
}

/** The same in the words of the release before; null: its checkers would check something else. */
export function probeSpecV1Of({ url, method, timeoutMs, probe, sealedSecrets }: ProbedColumns): ProbeSpecV1 | null {
  const { tls: _, resolvers: __, tlsVerify, ...rest } = probe;
  return tlsVerify === undefined
    ? null
    : ({ url, method, timeoutMs: allowedTimeoutMs(timeoutMs), ...rest, tlsVerify, sealedSecrets } as ProbeSpecV1);
}

/** Whether the release before can open these secrets without missing anything. */
export const areSecretsOfV1 = ({ auth, tls, proxyUrl }: ProbeSecrets): boolean =>
  proxyUrl === null &&
  tls.ca === null &&
  tls.clientCertificate === null &&
  tls.clientKey === null &&
  (auth === null || auth.type === 'basic' || auth.type === 'bearer');
