import { Injectable } from '@nestjs/common';
import type { MonitorResponse } from '@wakeful/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { MonitorSecrets } from './monitor-secrets.js';
import { MonitorNotFoundError } from './monitors.errors.js';
import { monitorResponseOf, readMonitors } from './read-monitors.js';

/** One monitor with how it is now. */
@Injectable()
export class GetMonitor {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: MonitorSecrets,
  ) {}

  /** @throws MonitorNotFoundError */
  async execute(id: string, source: DataSource | EntityManager = this.dataSource): Promise<MonitorResponse> {
    const [row] = await readMonitors(source, [id]);
    if (!row) throw new MonitorNotFoundError(id);
    return monitorResponseOf(row, this.secrets.open(row.sealedSecrets));
  }
}
