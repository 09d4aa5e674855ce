import { type DynamicModule, Module } from '@nestjs/common';
import { OidcModule } from '../oidc/oidc.module.js';
import type { OidcSettings } from '../oidc/oidc-provider.js';
import { LoginController } from './login.controller.js';
import { SessionController } from './session.controller.js';

@Module({})
export class SessionModule {
  static forRoot(oidc: OidcSettings | null): DynamicModule {
    return {
      module: SessionModule,
      imports: [OidcModule.forRoot(oidc)],
      controllers: [SessionController, LoginController],
    };
  }
}
