import { type DynamicModule, Module } from '@nestjs/common';
import { DependencyLog } from './dependency-log.js';
import { HealthController, Readiness } from './health.js';
import { LOGGER } from './logger.token.js';
import type { Logger } from './logging.js';
import { ScrapedFigures } from './scraped-figures.js';

/** What every service has: a logger, one voice about outages, health and metrics. Global, so that any provider may ask for them. */
@Module({})
export class PlatformModule {
  static forRoot(logger: Logger): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController],
      providers: [Readiness, DependencyLog, ScrapedFigures, { provide: LOGGER, useValue: logger }],
      exports: [Readiness, DependencyLog, ScrapedFigures, LOGGER],
    };
  }
}
