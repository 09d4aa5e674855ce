import { Controller, Get, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { listAudit } from './audit-log.js';

@Controller('audit-log')
export class AuditController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({
    id: 'listAuditLog',
    access: 'admin',
    tag: 'Access',
    summary: 'List the audit log, newest first',
    description: 'Secrets are masked. `before` and `after` hold the fields that differ.',
    response: contracts.auditPage,
  })
  list(@Query({ schema: contracts.listAuditQuery }) query: contracts.ListAuditQuery) {
    return listAudit(this.context, query);
  }
}
