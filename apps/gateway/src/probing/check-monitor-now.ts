import { Injectable } from '@nestjs/common';
import type { CheckNowResult, ProbeNowV2 } from '@wakeful/contracts';
import { MonitorEntity, probeSpecOf, probeSpecV1Of } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { checkNowResultOf } from './check-now-result.js';
import { ProbeNow } from './probe-now.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';

/** Checks a monitor at once. The checker also publishes the result, so it is stored as a manual check. */
@Injectable()
export class CheckMonitorNow {
  constructor(
    private readonly dataSource: DataSource,
    private readonly probeNow: ProbeNow,
  ) {}

  /** @throws MonitorNotFoundError, and what {@link ProbeNow} throws */
  async execute(id: string, location?: string): Promise<CheckNowResult> {
    const monitor = await this.dataSource.getRepository(MonitorEntity).findOneBy({ id });
    if (!monitor) throw new MonitorNotFoundError(id);
    const request: ProbeNowV2 = {
      location: location ?? monitor.locations[0] ?? 'default',
      monitorId: id,
      scheduledAt: new Date().toISOString(),
      spec: probeSpecOf(monitor),
    };
    return checkNowResultOf(request, await this.probeNow.execute(request, probeSpecV1Of(monitor)));
  }
}
