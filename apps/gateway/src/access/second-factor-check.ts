import { Injectable } from '@nestjs/common';
import {
  accessRules,
  factorCountsOfUser,
  hasSecondFactor,
  isSchemaBehind,
  rowsOf,
  spendRecoveryCode,
  spendTotpStep,
  totpOfUser,
} from '@wakeful/persistence';
import { recordChange } from '../audit/audit-log.js';
import { GatewayContext } from '../context/context.js';
import { SecondFactorNeededError, UnauthenticatedError } from '../identity/access.errors.js';
import type { Caller, Principal } from '../identity/principal.js';
import { hashRecoveryCode } from '../identity/recovery-codes.js';
import { totpStep } from '../identity/totp.js';
import { LoginLimits } from './login-limits.js';

const FRESH_MS = 5_000;

/**
 * Whether users must have a second factor, which an admin decides for all of them. Sessions that began at an identity
 * provider are exempt, as the provider has its own rules, and so are API keys.
 */
@Injectable()
export class SecondFactorRule {
  #isRequired: Promise<boolean> | undefined;
  #untilMs = 0;

  constructor(private readonly context: GatewayContext) {}

  async isMetBy({ kind, id, sessionHash }: Principal): Promise<boolean> {
    if (kind === 'key' || !(await this.isRequired())) return true;
    const [row] = await rowsOf(this.context.database, hasSecondFactor, { userId: id, tokenHash: sessionHash });
    return row?.isMet ?? false;
  }

  /** Drops the cached rule after this replica has changed it. */
  forget(): void {
    this.#isRequired = undefined;
  }

  /** Needed by every request, so it is cached for a few seconds. A failure is not cached. */
  private isRequired(): Promise<boolean> {
    if (this.#isRequired && performance.now() < this.#untilMs) return this.#isRequired;
    const read = this.read();
    this.#isRequired = read;
    this.#untilMs = performance.now() + FRESH_MS;
    read.catch(() => {
      if (this.#isRequired === read) this.forget();
    });
    return read;
  }

  /** During a roll-out its table may not exist yet: then nothing is required. */
  private async read(): Promise<boolean> {
    try {
      const [rules] = await rowsOf(this.context.database, accessRules);
      return rules?.requiresSecondFactor ?? false;
    } catch (error) {
      if (isSchemaBehind(error)) return false;
      throw error;
    }
  }
}

const TOTP_CODE = /^\d{6}$/;

interface Person {
  id: string;
  email: string;
}

/** Verifies second factors at login. */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly context: GatewayContext,
    private readonly limits: LoginLimits,
  ) {}

  /** During a roll-out its tables may not exist yet: then no user has a second factor. */
  async isSetUpBy(userId: string): Promise<boolean> {
    try {
      const [counts] = await rowsOf(this.context.database, factorCountsOfUser, { userId });
      return counts !== undefined && (counts.hasTotp || counts.passkeys > 0);
    } catch (error) {
      if (isSchemaBehind(error)) return false;
      throw error;
    }
  }

  /**
   * Verifies a code and spends it. Attempts count toward the login limit; a correct code completes the login and resets
   * the account's count.
   * @param code undefined: none was sent
   * @throws SecondFactorNeededError, UnauthenticatedError, TooManyLoginsError
   */
  async assertCode(person: Person, code: string | undefined, caller: Caller): Promise<void> {
    if (code === undefined) throw new SecondFactorNeededError();
    this.limits.assertNotBlocked(person.email, caller.address);
    await this.limits.count(person.email, caller.address);
    if (!(await this.spend(person, code, caller))) {
      const actor = { kind: 'nobody', id: person.id, name: person.email } as const;
      await recordChange(this.context, { actor, caller, operation: 'loginFailed', fields: ['code'] });
      throw new UnauthenticatedError(
        'The code is wrong or was already used. Wait for the next code of your app, or use a recovery code.',
      );
    }
    await this.limits.forgive(person.email, caller.address);
  }

  private async spend({ id: userId, email }: Person, code: string, caller: Caller): Promise<boolean> {
    const { database, secrets } = this.context;
    if (TOTP_CODE.test(code)) {
      const [totp] = await rowsOf(database, totpOfUser, { userId });
      const step = totp?.isConfirmed ? totpStep(secrets.open(totp.sealedSecret), code, Date.now()) : null;
      return step !== null && (await rowsOf(database, spendTotpStep, { userId, step })).length > 0;
    }
    const [spent] = await rowsOf(database, spendRecoveryCode, { userId, codeHash: hashRecoveryCode(code) });
    if (!spent) return false;
    const actor = { kind: 'user', id: userId, name: email } as const;
    await recordChange(this.context, { actor, caller, operation: 'useRecoveryCode' });
    return true;
  }
}
