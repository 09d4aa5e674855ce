import { type DynamicModule, Module } from '@nestjs/common';
import { MessagingModule } from '@wakeful/messaging';
import { PersistenceModule } from '@wakeful/persistence';
import { type Logger, PlatformModule } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import type { RecorderConfig } from './config.js';
import { HeartbeatModule } from './heartbeat/heartbeat.module.js';
import { MaintenanceModule } from './maintenance.module.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { DayPartitions } from './recording/day-partitions.js';
import { Locations } from './recording/locations.js';
import { RecordResults } from './recording/record-results.js';
import { ResultsConsumer } from './recording/results-consumer.js';

@Module({})
export class RecorderModule {
  static forRoot(config: RecorderConfig, logger: Logger): DynamicModule {
    return {
      module: RecorderModule,
      imports: [
        PlatformModule.forRoot(logger),
        MessagingModule.forRoot({ url: config.NATS_URL, name: 'recorder' }),
        PersistenceModule.forRoot({
          url: config.DATABASE_URL,
          applicationName: 'wakeful-recorder',
          poolSize: config.DATABASE_POOL_SIZE,
        }),
        MaintenanceModule.forRoot({ retentionDays: config.RETENTION_DAYS }),
        HeartbeatModule.forRoot(config.HEARTBEAT_URL),
      ],
      providers: [
        {
          provide: DayPartitions,
          useFactory: (dataSource: DataSource) => new DayPartitions(dataSource, config.RETENTION_DAYS),
          inject: [DataSource],
        },
        Locations,
        RecordResults,
        OutboxRelay,
        ResultsConsumer,
      ],
    };
  }
}
