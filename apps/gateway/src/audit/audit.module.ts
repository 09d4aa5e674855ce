import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditController } from './audit.controller.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditLog } from './audit-log.js';
import { AuditTargets } from './audit-targets.js';
import { ListAudit } from './list-audit.js';

/** Global, so that every feature can say how its things are looked at. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditLog, AuditTargets, ListAudit, { provide: APP_INTERCEPTOR, useClass: AuditInterceptor }],
  exports: [AuditLog, AuditTargets],
})
export class AuditModule {}
