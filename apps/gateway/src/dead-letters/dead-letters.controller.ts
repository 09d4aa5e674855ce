import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { DeadLetterBox } from '@wakeful/messaging';
import { databaseNow } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { NotFoundError, QueueUnavailableError } from '../http/request-error.js';

const tag = 'System';
const audit = { none: 'It concerns messages between services rather than configuration.' };

@Controller('system/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly box: DeadLetterBox,
    private readonly context: GatewayContext,
  ) {}

  @Get()
  @Operation({
    id: 'listDeadLetters',
    access: 'admin',
    tag,
    summary: 'List dead letters, newest first',
    response: contracts.deadLetterList,
    problems: [503],
  })
  async list(
    @Query({ schema: contracts.listDeadLettersQuery }) { limit }: contracts.ListDeadLettersQuery,
  ): Promise<contracts.DeadLetterList> {
    const { letters, total } = await this.box.list(limit).catch(refuse);
    return { items: letters, total };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @Operation({
    id: 'retryDeadLetter',
    access: 'admin',
    audit,
    tag,
    summary: 'Retry a dead letter',
    description:
      'Publishes the message again on its original subject. If it fails again, it becomes a dead letter again.',
    status: 202,
    response: contracts.accepted,
    problems: [404, 503],
  })
  async retry(
    @Param({ schema: contracts.deadLetterParameters }) { id }: contracts.DeadLetterParameters,
  ): Promise<contracts.Accepted> {
    // Before, as nothing may fail once the letter is back.
    const at = await databaseNow(this.context.database);
    if (!(await this.box.retry(id).catch(refuse))) throw new NotFoundError('dead letter', String(id));
    return { accepted: true, at };
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'dropDeadLetter',
    access: 'admin',
    audit,
    tag,
    summary: 'Delete a dead letter',
    status: 204,
    response: null,
    problems: [404, 503],
  })
  async drop(@Param({ schema: contracts.deadLetterParameters }) { id }: contracts.DeadLetterParameters): Promise<void> {
    if (!(await this.box.drop(id).catch(refuse))) throw new NotFoundError('dead letter', String(id));
  }
}

function refuse(error: unknown): never {
  throw new QueueUnavailableError(error);
}
