import { type DynamicModule, Module } from '@nestjs/common';
import { MessagingModule, natsOptionsOf } from '@wakeful/messaging';
import { type Logger, PlatformModule, SecretBox } from '@wakeful/platform';
import { egressPolicyOf, ProbeNet } from '@wakeful/probing';
import { Scratch } from './browser/scratch.js';
import { ScratchFolder } from './browser/scratch-folder.js';
import { VisitWithBrowser } from './browser/visit-with-browser.js';
import type { DebugSessionConfig } from './config.js';
import { DEBUG_SESSION_CONFIG } from './debug-session-config.token.js';
import { DebugRunConsumer } from './sessions/debug-run-consumer.js';
import { ExaminePage } from './sessions/examine-page.js';
import { KeepArtifacts } from './sessions/keep-artifacts.js';
import { PublishSession } from './sessions/publish-session.js';
import { RunSession } from './sessions/run-session.js';

@Module({})
export class DebugSessionModule {
  static forRoot(config: DebugSessionConfig, logger: Logger): DynamicModule {
    return {
      module: DebugSessionModule,
      imports: [PlatformModule.forRoot(logger), MessagingModule.forRoot(natsOptionsOf(config, 'debug-session'))],
      providers: [
        { provide: DEBUG_SESSION_CONFIG, useValue: config },
        { provide: SecretBox, useFactory: () => new SecretBox(config.SECRET_KEY) },
        {
          provide: ProbeNet,
          useFactory: () => new ProbeNet(egressPolicyOf(config)),
        },
        { provide: Scratch, useFactory: () => new Scratch() },
        ScratchFolder,
        VisitWithBrowser,
        ExaminePage,
        KeepArtifacts,
        RunSession,
        PublishSession,
        DebugRunConsumer,
      ],
    };
  }
}
