import { Injectable } from '@nestjs/common';
import type { CheckNowResult, CreateMonitor, ProbeNowV2 } from '@wakeful/contracts';
import { columnsOf, probeSpecOf, probeSpecV1Of, secretsOf } from '@wakeful/persistence';
import { InvalidRequestError } from '../http/request-error.js';
import { configOfNew } from '../monitors/monitor-config.js';
import { MonitorSecrets } from '../monitors/monitor-secrets.js';
import { checkNowResultOf } from './check-now-result.js';
import { ProbeNow } from './probe-now.js';

/** Somebody waits for the answer, and a checker's place is taken meanwhile. */
const MAX_TIMEOUT_MS = 60_000;

/** Checks what could become a monitor, and stores nothing. */
@Injectable()
export class TryTarget {
  constructor(
    private readonly probeNow: ProbeNow,
    private readonly secrets: MonitorSecrets,
  ) {}

  /** @throws InvalidRequestError, and what {@link ProbeNow} throws */
  async execute(input: CreateMonitor, location?: string): Promise<CheckNowResult> {
    const config = configOfNew(input);
    if (config.timeoutMs > MAX_TIMEOUT_MS) {
      throw new InvalidRequestError([
        { path: 'timeoutMs', message: `must be ${MAX_TIMEOUT_MS} at most to try a target` },
      ]);
    }
    const columns = columnsOf(config, this.secrets.seal(secretsOf(config)));
    const request: ProbeNowV2 = {
      location: location ?? config.locations[0] ?? 'default',
      monitorId: null,
      scheduledAt: new Date().toISOString(),
      spec: probeSpecOf(columns),
    };
    return checkNowResultOf(request, await this.probeNow.execute(request, probeSpecV1Of(columns)));
  }
}
