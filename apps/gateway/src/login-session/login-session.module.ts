import { type DynamicModule, Module } from '@nestjs/common';
import { OidcModule } from '../oidc/oidc.module.js';
import type { OidcSettings } from '../oidc/oidc-provider.js';
import { LoginController } from './login.controller.js';
import { LoginSessionController } from './login-session.controller.js';

@Module({})
export class LoginSessionModule {
  static forRoot(oidc: OidcSettings | null): DynamicModule {
    return {
      module: LoginSessionModule,
      imports: [OidcModule.forRoot(oidc)],
      controllers: [LoginSessionController, LoginController],
    };
  }
}
