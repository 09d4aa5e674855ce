import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { checkRequestedV1, type CheckRequestedV1 } from '@wakeful/contracts';
import { DependencyUnavailableError, MessageConsumers } from '@wakeful/messaging';
import { isConnectionError } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { ScheduleLoop } from '../schedule/schedule-loop.js';
import { changeCadence } from './change-cadence.js';
import { scheduleCheckOfAll, scheduleConfirmation } from './schedule-one-off.js';

const CONCURRENCY = 16;

/** Carries out what the recorder and the gateway ask for beside the regular slots. Each request may come twice. */
@Injectable()
export class CheckRequests implements OnApplicationBootstrap {
  constructor(
    @Inject(MessageConsumers) private readonly consumers: MessageConsumers,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ScheduleLoop) private readonly loop: ScheduleLoop,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.consumers.consume(checkRequestedV1, { durable: 'scheduler', concurrency: CONCURRENCY }, (request) =>
      this.handle(request),
    );
  }

  async handle(request: CheckRequestedV1): Promise<void> {
    try {
      await this.dataSource.transaction(async (manager) => {
        switch (request.kind) {
          case 'confirm':
            return scheduleConfirmation(manager, request);
          case 'check-all':
            return scheduleCheckOfAll(manager, request.at);
          case 'cool-down':
          case 'resume':
            return changeCadence(manager, request);
        }
      });
    } catch (error) {
      if (isConnectionError(error)) throw new DependencyUnavailableError('Postgres', error);
      throw error;
    }
    this.loop.wake();
  }
}
