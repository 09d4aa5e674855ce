import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Caller } from '../access/caller.js';
import { hashToken } from '../access/tokens.js';
import { AuditLog } from '../audit/audit-log.js';
import { inTransaction } from '../database/in-transaction.js';

/** Ends a session, here and on every replica. */
@Injectable()
export class LogOut {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
  ) {}

  async execute(token: string, caller: Caller): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const [rows] = await manager.query<[{ id: string; email: string }[], number]>(
        `DELETE FROM sessions s USING users u WHERE s.token_hash = $1 AND u.id = s.user_id RETURNING u.id, u.email`,
        [hashToken(token)],
      );
      const [user] = rows;
      if (!user) return;
      const actor = { kind: 'user', id: user.id, name: user.email } as const;
      await this.audit.record({ actor, caller, operation: 'logOut' }, manager);
    });
  }
}
