import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreateMonitor as CreateMonitorInput, MonitorResponse } from '@wakeful/contracts';
import { columnsOf, MonitorEntity, secretsOf, violatesUnique } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { GetMonitor } from './get-monitor.js';
import { configOfNew } from './monitor-config.js';
import { scheduleNew } from './monitor-schedule.js';
import { MonitorSecrets } from './monitor-secrets.js';
import { announceMonitoring } from './announce-monitoring.js';
import { assertParent } from './monitor-parent.js';
import { DuplicateMonitorError } from './monitors.errors.js';

/** Stores a new monitor; unless it is created disabled, its first check is due at once. */
@Injectable()
export class CreateMonitor {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: MonitorSecrets,
    private readonly getMonitor: GetMonitor,
  ) {}

  /** @throws InvalidRequestError, DuplicateMonitorError */
  async execute(input: CreateMonitorInput): Promise<MonitorResponse> {
    const config = configOfNew(input);
    const id = randomUUID();
    const columns = columnsOf(config, this.secrets.seal(secretsOf(config)));
    try {
      return await transact(this.dataSource, async (manager) => {
        await assertParent(manager, id, config.parentId);
        await manager.getRepository(MonitorEntity).insert({ id, ...columns, version: 1, updatedAt: new Date() });
        await scheduleNew(manager, id, config);
        if (config.enabled) await announceMonitoring(manager, { id, ...config }, 'created');
        return this.getMonitor.execute(id, manager);
      });
    } catch (error) {
      if (violatesUnique(error, 'monitors_url_method')) {
        throw new DuplicateMonitorError(config.method, config.url, error);
      }
      throw error;
    }
  }
}
