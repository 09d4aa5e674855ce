import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { CreateChannel } from './create-channel.js';
import { DeleteChannel } from './delete-channel.js';
import { GetChannel } from './get-channel.js';
import { ListChannels } from './list-channels.js';
import { NotificationChannelsController } from './notification-channels.controller.js';
import { TestChannelController } from './test-channel.controller.js';
import { TestChannel } from './test-channel.js';
import { UpdateChannel } from './update-channel.js';

@Module({
  controllers: [NotificationChannelsController, TestChannelController],
  providers: [CreateChannel, ListChannels, GetChannel, UpdateChannel, DeleteChannel, TestChannel],
})
export class NotificationChannelsModule {
  constructor(targets: AuditTargets, getChannel: GetChannel) {
    targets.register('notification channel', (id, manager) => getChannel.execute(id, manager));
  }
}
