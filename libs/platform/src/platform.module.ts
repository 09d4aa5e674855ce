import { type DynamicModule, Module } from '@nestjs/common';
import { HealthController, Readiness } from './health.js';
import type { Logger } from './logging.js';

/** Injection token of the service's {@link Logger}. */
export const LOGGER = Symbol('LOGGER');

/** What every service has: a logger, health and metrics. Global, so that any provider may ask for them. */
@Module({})
export class PlatformModule {
  static forRoot(logger: Logger): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController],
      providers: [Readiness, { provide: LOGGER, useValue: logger }],
      exports: [Readiness, LOGGER],
    };
  }
}
