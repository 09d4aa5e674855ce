import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { type ChannelTestReplyV1, channelTestV1 } from '@wakeful/contracts';
import { SendTest } from './send-test.js';

/** Answers requests of the gateway to send a test message now. */
@Controller()
export class ChannelTestController {
  constructor(@Inject(SendTest) private readonly sendTest: SendTest) {}

  @MessagePattern(channelTestV1.filter)
  async test(@Payload() payload: unknown): Promise<ChannelTestReplyV1> {
    const request = channelTestV1.schema.safeParse(payload);
    if (!request.success) throw new RpcException('the request is not a valid channel.test.v1');
    const reply = await this.sendTest.execute(request.data.channelId);
    if (reply === null) throw new RpcException('the channel does not exist');
    return reply;
  }
}
