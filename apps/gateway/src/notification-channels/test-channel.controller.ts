import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { Operation } from '../http/operation.js';
import { TestChannel } from './test-channel.js';

@Controller('notification-channels')
export class TestChannelController {
  constructor(private readonly testChannel: TestChannel) {}

  @Post(':id/test')
  @HttpCode(200)
  @Operation({
    id: 'testNotificationChannel',
    access: 'editor',
    audit: { none: 'It sends a message and changes nothing.' },
    tag: 'Alerts',
    summary: 'Send a test message through a notification channel',
    description: 'Answers with what the receiver answered, also when it refused the message.',
    response: contracts.channelTestResult,
    problems: [404, 502, 503, 504],
  })
  test(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return this.testChannel.execute(id);
  }
}
