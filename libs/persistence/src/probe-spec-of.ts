import type { ProbeSpec } from '@wakeful/contracts';
import type { MonitorEntity } from './monitor.entity.js';

/** What a checker needs to know of a monitor. */
export function probeSpecOf(
  monitor: Pick<MonitorEntity, 'url' | 'method' | 'timeoutMs' | 'probe' | 'sealedSecrets'>,
): ProbeSpec {
  return {
    url: monitor.url,
    method: monitor.method,
    timeoutMs: monitor.timeoutMs,
    ...monitor.probe,
    sealedSecrets: monitor.sealedSecrets,
  };
}
