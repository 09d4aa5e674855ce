import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { MessagingModule } from '@wakeful/messaging';
import { PersistenceModule } from '@wakeful/persistence';
import { type Logger, PlatformModule } from '@wakeful/platform';
import { ChecksModule } from './checks/checks.module.js';
import type { GatewayConfig } from './config.js';
import { DowntimeWindowsModule } from './downtime-windows/downtime-windows.module.js';
import { EventsModule } from './events/events.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { SchemaPipe } from './http/schema.pipe.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MonitorsModule } from './monitors/monitors.module.js';
import { ProbingModule } from './probing/probing.module.js';
import { SecretsModule } from './secrets.module.js';
import { StatsModule } from './stats/stats.module.js';
import { SystemModule } from './system/system.module.js';

@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig, logger: Logger): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        DiscoveryModule,
        PlatformModule.forRoot(logger),
        PersistenceModule.forRoot({
          url: config.DATABASE_URL,
          applicationName: 'wakeful-gateway',
          poolSize: config.DATABASE_POOL_SIZE,
        }),
        MessagingModule.forRoot({ url: config.NATS_URL, name: 'gateway' }),
        SecretsModule.forRoot(config.SECRET_KEY),
        MonitorsModule,
        ProbingModule.forRoot(config.NATS_URL),
        ChecksModule,
        DowntimeWindowsModule,
        EventsModule,
        StatsModule,
        SystemModule,
        MetricsModule.forRoot({ maxMonitors: config.METRICS_MAX_MONITORS }),
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: SchemaPipe },
      ],
    };
  }
}
