import { type DynamicModule, Module } from '@nestjs/common';
import { retentionOf } from '@wakeful/persistence';
import { incidentsJob } from './incidents/incidents-job.js';
import { retentionJob } from './retention/retention.js';
import { rollupsJob } from './rollups/close-hours.js';
import { settlingJob } from './settling/settle-gaps.js';

export interface MaintenanceOptions {
  /** Days for which single checks are kept. */
  retentionDays: number;
  /** Days for which the evidence of debug sessions is kept. */
  debugRetentionDays: number;
}

/** What the recorder does besides recording: settles gaps, sums hours up, makes partitions and drops old ones. */
@Module({})
export class MaintenanceModule {
  static forRoot({ retentionDays, debugRetentionDays }: MaintenanceOptions): DynamicModule {
    const retention = retentionOf(retentionDays, debugRetentionDays);
    return {
      module: MaintenanceModule,
      providers: [incidentsJob, retentionJob(retention), rollupsJob, settlingJob],
    };
  }
}
