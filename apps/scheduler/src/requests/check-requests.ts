import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type CheckRequestedV1, checkRequestedV1 } from '@wakeful/contracts';
import { MessageConsumers } from '@wakeful/messaging';
import { changesOf, scheduleCheckOfAll, scheduleConfirmation } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { ScheduleLoop } from '../schedule/schedule-loop.js';
import { changeCadence } from './change-cadence.js';

const CONCURRENCY = 16;

/**
 * Carries out what the recorder and the gateway request in addition to the regular slots. Each request may come twice.
 */
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
    switch (request.kind) {
      case 'confirm':
        await changesOf(this.dataSource, scheduleConfirmation, request);
        break;
      case 'check-all':
        await changesOf(this.dataSource, scheduleCheckOfAll, request);
        break;
      case 'cool-down':
      case 'resume':
        await this.dataSource.transaction((manager) => changeCadence(manager, request));
    }
    this.loop.wake();
  }
}
