import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ACCESS_SETTINGS, type AccessSettings } from '../access/access-settings.js';
import { UnauthenticatedError } from '../access/access.errors.js';
import type { Caller } from '../access/caller.js';
import { hashToken } from '../access/tokens.js';
import { AuditLog } from '../audit/audit-log.js';
import { inTransaction } from '../database/in-transaction.js';
import { openSession } from './open-session.js';

/** Begins a session by a login link, which is used up by it. */
@Injectable()
export class LogInOnce {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  /** @throws UnauthenticatedError */
  async execute(linkToken: string, caller: Caller): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const [rows] = await manager.query<[{ id: string; email: string }[], number]>(
        `DELETE FROM login_links l USING users u
          WHERE l.token_hash = $1 AND u.id = l.user_id AND u.enabled AND l.expires_at > now()
          RETURNING u.id, u.email`,
        [hashToken(linkToken)],
      );
      const [user] = rows;
      if (!user) throw new UnauthenticatedError('This login link was used already, or is older than a day.');
      const actor = { kind: 'user', id: user.id, name: user.email } as const;
      await this.audit.record({ actor, caller, operation: 'logIn' }, manager);
      return openSession(manager, user.id, this.settings.sessionMaxHours);
    });
  }
}
