import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { accepted, systemStatus } from '@wakeful/contracts';
import { Operation } from '../http/operation.js';
import { CheckAll } from './check-all.js';
import { GetSystemStatus } from './get-system-status.js';

const tag = 'System';

@Controller('system')
export class SystemController {
  constructor(
    private readonly getSystemStatus: GetSystemStatus,
    private readonly checkAll: CheckAll,
  ) {}

  @Get('status')
  @Operation({
    id: 'getSystemStatus',
    access: 'viewer',
    tag,
    summary: 'How Wakeful itself is',
    response: systemStatus,
    problems: [503],
  })
  status() {
    return this.getSystemStatus.execute();
  }

  @Post('check-all')
  @HttpCode(202)
  @Operation({
    id: 'checkAll',
    access: 'editor',
    audit: { none: 'It measures and changes nothing.' },
    tag,
    summary: 'Check every enabled monitor now',
    status: 202,
    response: accepted,
    problems: [503],
  })
  all() {
    return this.checkAll.execute();
  }
}
