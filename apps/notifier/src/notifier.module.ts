import { type DynamicModule, Module } from '@nestjs/common';
import { MessagingModule, natsOptionsOf } from '@wakeful/messaging';
import { databaseAddressOf, PersistenceModule } from '@wakeful/persistence';
import { type Logger, PlatformModule, SecretBox } from '@wakeful/platform';
import { egressPolicyOf, ProbeNet } from '@wakeful/probing';
import { ChannelTestController } from './channel-test/channel-test.controller.js';
import { SendTest } from './channel-test/send-test.js';
import { ehloNameOf } from './channels/email/ehlo-name.js';
import type { NotifierConfig } from './config.js';
import { DeliveryLoop } from './deliveries/delivery-loop.js';
import { EHLO_NAME, SendMessage } from './deliveries/send-message.js';
import { TryDelivery } from './deliveries/try-delivery.js';
import { AcceptEvent } from './events/accept-event.js';
import { EventsConsumer } from './events/events-consumer.js';
import { Housekeeping, housekeepingJob } from './jobs/housekeeping.js';
import { updatesJob } from './jobs/updates.js';
import { Watch, watchJob } from './jobs/watch.js';
import { Links } from './messages/links.js';

@Module({})
export class NotifierModule {
  static forRoot(config: NotifierConfig, logger: Logger): DynamicModule {
    return {
      module: NotifierModule,
      imports: [
        PlatformModule.forRoot(logger),
        MessagingModule.forRoot(natsOptionsOf(config, 'notifier')),
        PersistenceModule.forRoot({
          address: databaseAddressOf(config),
          applicationName: 'wakeful-notifier',
          poolSize: config.DATABASE_POOL_SIZE,
        }),
      ],
      controllers: [ChannelTestController],
      providers: [
        { provide: SecretBox, useFactory: () => new SecretBox(config.SECRET_KEY) },
        {
          provide: ProbeNet,
          useFactory: () => new ProbeNet(egressPolicyOf(config)),
        },
        {
          provide: EHLO_NAME,
          useValue: config.SMTP_EHLO_NAME ?? ehloNameOf(config.PUBLIC_URL),
        },
        { provide: Links, useFactory: () => new Links(config.PUBLIC_URL) },
        AcceptEvent,
        SendMessage,
        SendTest,
        TryDelivery,
        DeliveryLoop,
        EventsConsumer,
        Watch,
        watchJob,
        updatesJob,
        Housekeeping,
        housekeepingJob,
      ],
    };
  }
}
