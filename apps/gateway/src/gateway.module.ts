import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { MessagingModule, natsOptionsOf } from '@wakeful/messaging';
import { databaseAddressOf, PersistenceModule, retentionOf } from '@wakeful/persistence';
import { type Logger, PlatformModule } from '@wakeful/platform';
import { AccessModule } from './access/access.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { AuditModule } from './audit/audit.module.js';
import { BadgesModule } from './badges/badges.module.js';
import { ChecksController } from './checks/checks.controller.js';
import type { GatewayConfig } from './config.js';
import { accessSettingsOf } from './context/context.js';
import { ContextModule } from './context/context.module.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { ArtifactsController } from './debug-sessions/artifacts.controller.js';
import { DebugSessionsController } from './debug-sessions/debug-sessions.controller.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { DowntimeWindowsModule } from './downtime-windows/downtime-windows.module.js';
import { IncidentsModule } from './incidents/incidents.module.js';
import { EventsModule } from './events/events.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { SchemaPipe } from './http/schema.pipe.js';
import { MaintenanceWindowsModule } from './maintenance-windows/maintenance-windows.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MonitorsModule } from './monitors/monitors.module.js';
import { NotificationChannelsModule } from './notification-channels/notification-channels.module.js';
import { oidcSettingsOf } from './oidc/oidc-provider.js';
import { CheckNowController } from './probing/check-now.controller.js';
import { PublicPagesModule } from './public-pages/public-pages.module.js';
import { SecondFactorsModule } from './second-factors/second-factors.module.js';
import { SessionModule } from './session/session.module.js';
import { StatsModule } from './stats/stats.module.js';
import { StatusPagesModule } from './status-pages/status-pages.module.js';
import { SystemModule } from './system/system.module.js';
import { UsersModule } from './users/users.module.js';

@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig, logger: Logger): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        DiscoveryModule,
        PlatformModule.forRoot(logger),
        PersistenceModule.forRoot({
          address: databaseAddressOf(config),
          applicationName: 'wakeful-gateway',
          poolSize: config.DATABASE_POOL_SIZE,
        }),
        MessagingModule.forRoot(natsOptionsOf(config, 'gateway')),
        ContextModule.forRoot({
          settings: accessSettingsOf(config),
          secretKeys: config.SECRET_KEY,
          retention: retentionOf(config.RETENTION_DAYS, config.DEBUG_RETENTION_DAYS),
          nats: natsOptionsOf(config, 'gateway'),
        }),
        AuditModule,
        AccessModule,
        SessionModule.forRoot(oidcSettingsOf(config)),
        UsersModule,
        SecondFactorsModule,
        ApiKeysModule,
        MonitorsModule,
        DowntimeWindowsModule,
        IncidentsModule,
        EventsModule,
        NotificationChannelsModule,
        DeliveriesModule,
        MaintenanceWindowsModule,
        StatsModule,
        StatusPagesModule.forRoot({ nameServers: config.DOMAIN_NAME_SERVERS }),
        PublicPagesModule,
        BadgesModule,
        SystemModule,
        MetricsModule.forRoot({ maxMonitors: config.METRICS_MAX_MONITORS }),
      ],
      // What needs no providers of its own needs no module.
      controllers: [
        ChecksController,
        DeadLettersController,
        CheckNowController,
        DebugSessionsController,
        ArtifactsController,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: SchemaPipe },
      ],
    };
  }
}
