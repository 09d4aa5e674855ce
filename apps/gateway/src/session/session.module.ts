import { type DynamicModule, Module } from '@nestjs/common';
import { OidcModule } from '../oidc/oidc.module.js';
import type { OidcSettings } from '../oidc/oidc-settings.js';
import { ChangePassword } from './change-password.js';
import { LogIn } from './log-in.js';
import { LogInOnce } from './log-in-once.js';
import { LogOut } from './log-out.js';
import { LoginController } from './login.controller.js';
import { SessionController } from './session.controller.js';

@Module({})
export class SessionModule {
  static forRoot(oidc: OidcSettings | null): DynamicModule {
    return {
      module: SessionModule,
      imports: [OidcModule.forRoot(oidc)],
      controllers: [SessionController, LoginController],
      providers: [LogIn, LogInOnce, LogOut, ChangePassword],
    };
  }
}
