import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { DomainRecords } from './domain-records.js';
import { checkPageDomain, confirmPageDomain, readPageDomain } from './prove-domain.js';

const tag = 'Status pages';
const audit = { target: 'status page domain' };

@Controller('status-pages/:id/domain')
export class PageDomainController {
  constructor(
    private readonly context: GatewayContext,
    private readonly records: DomainRecords,
  ) {}

  @Get()
  @Operation({
    id: 'getStatusPageDomain',
    access: 'viewer',
    tag,
    summary: 'Get whether the domain of a status page is verified',
    response: contracts.statusPageDomain,
    problems: [404],
  })
  get(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return readPageDomain(this.context, id);
  }

  @Post('check')
  @HttpCode(200)
  @Operation({
    id: 'checkStatusPageDomain',
    access: 'editor',
    audit,
    tag,
    summary: 'Verify the domain of a status page by its TXT record',
    description: 'The page is then served there within 15 seconds. The record can be removed afterwards.',
    response: contracts.statusPageDomain,
    problems: [404, 409, 503],
  })
  check(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return checkPageDomain(this.context, this.records, id);
  }

  @Post('confirm')
  @HttpCode(200)
  @Operation({
    id: 'confirmStatusPageDomain',
    access: 'admin',
    audit,
    tag,
    summary: 'Verify the domain of a status page without a record',
    description: 'For example for a name that exists only in your own network.',
    response: contracts.statusPageDomain,
    problems: [404, 409],
  })
  confirm(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return confirmPageDomain(this.context, id);
  }
}
