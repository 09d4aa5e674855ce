import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { AdmitFirst } from './admit-first.js';
import { Authenticate } from './authenticate.js';
import { CheckPassword } from './check-password.js';
import { FirstStart } from './first-start.js';
import { Housekeeping } from './housekeeping.js';
import { LastUses } from './last-uses.js';
import { LoginLimits } from './login-limits.js';
import { PasswordHasher } from './password-hasher.js';
import { RequestLimits } from './request-limits.js';
import { VerifiedPasswords } from './verified-passwords.js';

/** Who may come in. Global, because every route asks. */
@Module({})
export class AccessModule {
  static forRoot(settings: AccessSettings): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      providers: [
        { provide: ACCESS_SETTINGS, useValue: settings },
        { provide: APP_GUARD, useClass: AccessGuard },
        AdmitFirst,
        Authenticate,
        CheckPassword,
        FirstStart,
        Housekeeping,
        LastUses,
        LoginLimits,
        PasswordHasher,
        RequestLimits,
        VerifiedPasswords,
      ],
      exports: [ACCESS_SETTINGS, CheckPassword, LoginLimits, PasswordHasher],
    };
  }
}
