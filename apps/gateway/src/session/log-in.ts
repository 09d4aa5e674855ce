import { Inject, Injectable } from '@nestjs/common';
import type { LogIn as LogInInput, SessionResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { ACCESS_SETTINGS, type AccessSettings } from '../access/access-settings.js';
import type { Caller } from '../access/caller.js';
import { CheckPassword } from '../access/check-password.js';
import { AuditLog } from '../audit/audit-log.js';
import { inTransaction } from '../database/in-transaction.js';
import { openSession } from './open-session.js';

export interface OpenedSession {
  token: string;
  session: SessionResponse;
}

/** Begins a session with e-mail address and password. */
@Injectable()
export class LogIn {
  constructor(
    private readonly dataSource: DataSource,
    private readonly checkPassword: CheckPassword,
    private readonly audit: AuditLog,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  /** @throws UnauthenticatedError, TooManyLoginsError, LoginsBusyError */
  async execute(input: LogInInput, caller: Caller): Promise<OpenedSession> {
    const { id, email, name, role } = await this.checkPassword.execute(input, caller);
    const token = await inTransaction(this.dataSource, async (manager) => {
      await this.audit.record({ actor: { kind: 'user', id, name: email }, caller, operation: 'logIn' }, manager);
      return openSession(manager, id, this.settings.sessionMaxHours);
    });
    return { token, session: { kind: 'user', id, email, name, role, method: 'session' } };
  }
}
