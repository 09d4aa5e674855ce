import { Module } from '@nestjs/common';
import { DatabaseGrowth } from './database-growth.js';
import { ServiceRegistry } from './service-registry.js';
import { SystemController } from './system.controller.js';
import { SystemStatusReader } from './system-status.js';

@Module({
  controllers: [SystemController],
  providers: [SystemStatusReader, DatabaseGrowth, ServiceRegistry],
  exports: [SystemStatusReader, ServiceRegistry],
})
export class SystemModule {}
