import { type DynamicModule, Module } from '@nestjs/common';
import { MessagingModule, natsOptionsOf } from '@wakeful/messaging';
import { databaseAddressOf, PersistenceModule, ScheduleListener } from '@wakeful/persistence';
import { DependencyLog, LOGGER, type Logger, PlatformModule } from '@wakeful/platform';
import { clockJob, CompareClocks } from './clock/compare-clocks.js';
import type { SchedulerConfig } from './config.js';
import { CheckRequests } from './requests/check-requests.js';
import { cadenceJob } from './requests/reconcile-cadence.js';
import { ClaimDueSlots } from './schedule/claim-due-slots.js';
import { DueCheckPublisher } from './schedule/due-check-publisher.js';
import { ResultsRoom } from './schedule/results-room.js';
import { ScheduleLoop } from './schedule/schedule-loop.js';
import { SCHEDULER_CONFIG } from './scheduler-config.token.js';

@Module({})
export class SchedulerModule {
  static forRoot(config: SchedulerConfig, logger: Logger): DynamicModule {
    return {
      module: SchedulerModule,
      imports: [
        PlatformModule.forRoot(logger),
        MessagingModule.forRoot(natsOptionsOf(config, 'scheduler')),
        PersistenceModule.forRoot({
          address: databaseAddressOf(config),
          applicationName: 'wakeful-scheduler',
          poolSize: config.DATABASE_POOL_SIZE,
        }),
      ],
      providers: [
        { provide: SCHEDULER_CONFIG, useValue: config },
        DueCheckPublisher,
        ClaimDueSlots,
        ResultsRoom,
        ScheduleLoop,
        {
          provide: ScheduleListener,
          inject: [ScheduleLoop, LOGGER, DependencyLog],
          useFactory: (loop: ScheduleLoop, logger: Logger, dependencies: DependencyLog) =>
            new ScheduleListener({
              address: databaseAddressOf(config),
              applicationName: 'wakeful-scheduler-listen',
              onChange: () => loop.wake(),
              logger,
              dependencies,
            }),
        },
        CheckRequests,
        cadenceJob,
        CompareClocks,
        clockJob,
      ],
    };
  }
}
