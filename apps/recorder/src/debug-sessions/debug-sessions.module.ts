import { type DynamicModule, Module } from '@nestjs/common';
import { DependencyLog, LOGGER, type Logger } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { LearnGoodChecks } from '../baselines/learn-good-checks.js';
import { DayPartitions } from '../recording/day-partitions.js';
import { AskForSessions } from './ask-for-sessions.js';
import { expiryJob } from './expire-sessions.js';
import { SessionsConsumer } from './sessions-consumer.js';
import { SessionsJob } from './sessions-job.js';
import { StoreSession } from './store-session.js';

export interface DebugSessionsOptions {
  /** Between two visits of a browser to one monitor's page because its downtime windows opened. */
  minIntervalSeconds: number;
  /** Days for which network events are kept. */
  retentionDays: number;
}

/** Asks for the browser's visits to pages that are down, and stores what they bring. */
@Module({})
export class DebugSessionsModule {
  static forRoot({ minIntervalSeconds, retentionDays }: DebugSessionsOptions): DynamicModule {
    return {
      module: DebugSessionsModule,
      providers: [
        { provide: AskForSessions, useFactory: () => new AskForSessions(minIntervalSeconds) },
        {
          provide: StoreSession,
          useFactory: (dataSource: DataSource) =>
            new StoreSession(dataSource, new DayPartitions(dataSource, 'network_events', retentionDays)),
          inject: [DataSource],
        },
        SessionsConsumer,
        LearnGoodChecks,
        {
          provide: SessionsJob,
          useFactory: (dataSource: DataSource, logger: Logger, dependencies: DependencyLog) =>
            new SessionsJob(minIntervalSeconds, dataSource, logger, dependencies),
          inject: [DataSource, LOGGER, DependencyLog],
        },
        expiryJob,
      ],
      exports: [AskForSessions, LearnGoodChecks],
    };
  }
}
