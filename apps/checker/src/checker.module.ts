import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { MessageBus, MessagingModule, natsOptionsOf } from '@wakeful/messaging';
import { type Logger, PlatformModule, ScrapedFigures, SecretBox } from '@wakeful/platform';
import { egressPolicyOf, ProbeNet } from '@wakeful/probing';
import { CHECKER_CONFIG } from './checker-config.token.js';
import { DueChecksConsumer } from './checks/due-checks-consumer.js';
import { lookUpFigures } from './checks/look-up-figures.js';
import { ResultBatcher } from './checks/result-batcher.js';
import { RunCheck } from './checks/run-check.js';
import type { CheckerConfig } from './config.js';
import { EventLoopWatch } from './load/event-loop-watch.js';
import { LaunchPad } from './load/launch-pad.js';
import { announceNetwork } from './network/announce-network.js';
import { NetworkWatch } from './network/network-watch.js';
import { probeNowControllerFor } from './probe-now/probe-now.controller.js';

@Module({})
export class CheckerModule implements OnModuleInit {
  constructor(
    private readonly figures: ScrapedFigures,
    private readonly net: ProbeNet,
  ) {}

  static forRoot(config: CheckerConfig, logger: Logger): DynamicModule {
    return {
      module: CheckerModule,
      imports: [
        PlatformModule.forRoot(logger),
        MessagingModule.forRoot({ ...natsOptionsOf(config, 'checker'), location: config.CHECKER_LOCATION }),
      ],
      controllers: [probeNowControllerFor(config.CHECKER_LOCATION)],
      providers: [
        { provide: CHECKER_CONFIG, useValue: config },
        { provide: SecretBox, useFactory: () => new SecretBox(config.SECRET_KEY) },
        {
          provide: ProbeNet,
          useFactory: () => new ProbeNet(egressPolicyOf(config)),
        },
        EventLoopWatch,
        {
          provide: LaunchPad,
          useFactory: (watch: EventLoopWatch) => new LaunchPad(config.CHECKER_CONCURRENCY, watch),
          inject: [EventLoopWatch],
        },
        {
          provide: NetworkWatch,
          useFactory: (net: ProbeNet, bus: MessageBus) =>
            new NetworkWatch({
              net,
              canaryUrls: config.CANARY_URLS,
              onChange: (change) => void announceNetwork(change, { bus, logger, location: config.CHECKER_LOCATION }),
            }),
          inject: [ProbeNet, MessageBus],
        },
        ResultBatcher,
        RunCheck,
        DueChecksConsumer,
      ],
    };
  }

  onModuleInit(): void {
    this.figures.register(lookUpFigures(this.net));
  }
}
