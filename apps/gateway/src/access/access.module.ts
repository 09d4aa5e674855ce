import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { PasswordCheck } from './password-check.js';
import { FirstStart } from './first-start.js';
import { housekeepingJob } from './housekeeping.js';
import { LastUses } from './last-uses.js';
import { LoginLimits } from './login-limits.js';
import { RequestLimits } from './request-limits.js';
import { SecondFactorCheck } from './second-factor-check.js';
import { SecondFactorRule } from './second-factor-rule.js';
import { VerifiedPasswords } from './verified-passwords.js';

/** Authentication and authorization. Global, because every route needs them. */
@Global()
@Module({
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    Authenticator,
    FirstStart,
    housekeepingJob,
    LastUses,
    LoginLimits,
    PasswordCheck,
    RequestLimits,
    SecondFactorCheck,
    SecondFactorRule,
    VerifiedPasswords,
  ],
  exports: [Authenticator, LoginLimits, PasswordCheck, SecondFactorCheck, SecondFactorRule],
})
export class AccessModule {}
