import { Controller, Get, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { Operation } from '../http/operation.js';
import { ListAudit } from './list-audit.js';

@Controller('audit-log')
export class AuditController {
  constructor(private readonly listAudit: ListAudit) {}

  @Get()
  @Operation({
    id: 'listAuditLog',
    access: 'admin',
    tag: 'Access',
    summary: 'Who changed what, newest first',
    description: 'Secrets are masked. `before` and `after` hold the fields that differ.',
    response: contracts.auditPage,
  })
  list(@Query({ schema: contracts.listAuditQuery }) query: contracts.ListAuditQuery) {
    return this.listAudit.execute(query);
  }
}
