import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { accepted, systemStatus } from '@wakeful/contracts';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { checkAll, SystemStatusReader } from './system-status.js';

const tag = 'System';

@Controller('system')
export class SystemController {
  constructor(
    private readonly context: GatewayContext,
    private readonly reader: SystemStatusReader,
  ) {}

  @Get('status')
  @Operation({
    id: 'getSystemStatus',
    access: 'viewer',
    tag,
    summary: 'Get the health of Wakeful itself',
    response: systemStatus,
    problems: [503],
  })
  status() {
    return this.reader.read();
  }

  @Post('check-all')
  @HttpCode(202)
  @Operation({
    id: 'checkAll',
    access: 'editor',
    audit: { none: 'It measures and changes no configuration.' },
    tag,
    summary: 'Check every enabled monitor now',
    status: 202,
    response: accepted,
    problems: [503],
  })
  all() {
    return checkAll(this.context);
  }
}
