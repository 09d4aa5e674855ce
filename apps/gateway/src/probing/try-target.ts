import { Injectable } from '@nestjs/common';
import type { CheckNowResult, CreateMonitor, ProbeNowV1 } from '@wakeful/contracts';
import { probeSpecOf } from '@wakeful/persistence';
import { InvalidRequestError } from '../http/request-error.js';
import { assertConfig, columnsOf, configOfNew } from '../monitors/monitor-config.js';
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
    assertConfig(config);
    if (config.timeoutMs > MAX_TIMEOUT_MS) {
      throw new InvalidRequestError([
        { path: 'timeoutMs', message: `must be ${MAX_TIMEOUT_MS} at most to try a target` },
      ]);
    }
    const request: ProbeNowV1 = {
      location: location ?? config.locations[0] ?? 'default',
      monitorId: null,
      scheduledAt: new Date().toISOString(),
      spec: probeSpecOf(columnsOf(config, this.secrets.seal(config))),
    };
    return checkNowResultOf(request, await this.probeNow.execute(request));
  }
}
