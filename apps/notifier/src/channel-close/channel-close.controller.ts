import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { type ChannelCloseReplyV1, channelCloseV1 } from '@wakeful/contracts';
import { CloseIncidents } from './close-incidents.js';

/** Answers requests of the gateway to close what is open at the receiver of a channel. */
@Controller()
export class ChannelCloseController {
  constructor(@Inject(CloseIncidents) private readonly closeIncidents: CloseIncidents) {}

  @MessagePattern(channelCloseV1.filter)
  async close(@Payload() payload: unknown): Promise<ChannelCloseReplyV1> {
    const request = channelCloseV1.schema.safeParse(payload);
    if (!request.success) throw new RpcException('the request is not a valid channel.close.v1');
    const reply = await this.closeIncidents.execute(request.data.channelId);
    if (reply === null) throw new RpcException('the channel does not exist');
    return reply;
  }
}
