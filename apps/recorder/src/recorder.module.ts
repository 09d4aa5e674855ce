import { type DynamicModule, Module } from '@nestjs/common';
import { MessagingModule, natsOptionsOf } from '@wakeful/messaging';
import { databaseAddressOf, PersistenceModule } from '@wakeful/persistence';
import { type Logger, PlatformModule } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import type { RecorderConfig } from './config.js';
import { DebugSessionsModule } from './debug-sessions/debug-sessions.module.js';
import { heartbeatProviders } from './heartbeat/heartbeat.js';
import { MaintenanceModule } from './maintenance.module.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { AdmitResults } from './recording/admit-results.js';
import { DayPartitions } from './recording/day-partitions.js';
import { Locations } from './recording/locations.js';
import { RecordResults } from './recording/record-results.js';
import { ResultsConsumer } from './recording/results-consumer.js';
import { StoreSteady } from './recording/store-steady.js';

@Module({})
export class RecorderModule {
  static forRoot(config: RecorderConfig, logger: Logger): DynamicModule {
    return {
      module: RecorderModule,
      imports: [
        PlatformModule.forRoot(logger),
        MessagingModule.forRoot({
          ...natsOptionsOf(config, 'recorder'),
          restoresStreams: true,
          retriesDeadLetters: true,
        }),
        PersistenceModule.forRoot({
          address: databaseAddressOf(config),
          applicationName: 'wakeful-recorder',
          poolSize: config.DATABASE_POOL_SIZE,
        }),
        MaintenanceModule.forRoot({
          retentionDays: config.RETENTION_DAYS,
          debugRetentionDays: config.DEBUG_RETENTION_DAYS,
        }),
        DebugSessionsModule.forRoot({
          minIntervalSeconds: config.DEBUG_MIN_INTERVAL_SECONDS,
          retentionDays: config.DEBUG_RETENTION_DAYS,
        }),
      ],
      providers: [
        {
          provide: DayPartitions,
          useFactory: (dataSource: DataSource) => new DayPartitions(dataSource, 'checks', config.RETENTION_DAYS),
          inject: [DataSource],
        },
        ...heartbeatProviders(config.HEARTBEAT_URL),
        Locations,
        AdmitResults,
        StoreSteady,
        RecordResults,
        OutboxRelay,
        ResultsConsumer,
      ],
    };
  }
}
