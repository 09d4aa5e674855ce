import { type DynamicModule, Module } from '@nestjs/common';
import { HEARTBEAT_OPTIONS, HeartbeatJob } from './heartbeat-job.js';

/** Nothing at all without an address to send to. */
@Module({})
export class HeartbeatModule {
  static forRoot(url: string | undefined): DynamicModule {
    if (!url) return { module: HeartbeatModule };
    return { module: HeartbeatModule, providers: [{ provide: HEARTBEAT_OPTIONS, useValue: { url } }, HeartbeatJob] };
  }
}
