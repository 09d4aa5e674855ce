import { type DynamicModule, Module } from '@nestjs/common';
import { retentionOf } from '@wakeful/persistence';
import { RetentionJob } from './retention/retention-job.js';
import { RETENTION } from './retention/retention.js';
import { RollupsJob } from './rollups/rollups-job.js';
import { SettlingJob } from './settling/settling-job.js';

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
      providers: [{ provide: RETENTION, useValue: retention }, RetentionJob, RollupsJob, SettlingJob],
    };
  }
}
