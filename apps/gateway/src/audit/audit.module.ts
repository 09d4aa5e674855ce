import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditController } from './audit.controller.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditTargets } from './audit-targets.js';

/** Global, so that every feature can say how its things are looked at. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditTargets, { provide: APP_INTERCEPTOR, useClass: AuditInterceptor }],
  exports: [AuditTargets],
})
export class AuditModule {}
