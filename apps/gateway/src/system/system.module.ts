import { Module } from '@nestjs/common';
import { CheckAll } from './check-all.js';
import { DatabaseGrowth } from './database-growth.js';
import { GetSystemStatus } from './get-system-status.js';
import { ServiceRegistry } from './service-registry.js';
import { SystemController } from './system.controller.js';

@Module({
  controllers: [SystemController],
  providers: [GetSystemStatus, DatabaseGrowth, CheckAll, ServiceRegistry],
  exports: [GetSystemStatus, ServiceRegistry],
})
export class SystemModule {}
