import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { lockInTransaction } from '@wakeful/persistence';
import { LOGGER, type Logger } from '@wakeful/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog, SYSTEM } from '../audit/audit-log.js';
import { inTransaction } from '../database/in-transaction.js';
import { makeLoginLink } from '../users/login-links.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { ensureBootstrapKey } from './bootstrap-key.js';
import { PasswordHasher } from './password-hasher.js';

const DEFAULT_EMAIL = 'admin@localhost';

/** Sees to it that somebody can come in: the configured key, the first admin, and a login link if there is no other way. */
@Injectable()
export class AdmitFirst {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PasswordHasher) private readonly hasher: PasswordHasher,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async execute(): Promise<void> {
    const { firstAdmin, bootstrapKey, publicUrl } = this.settings;
    const passwordHash = firstAdmin ? await this.hasher.hash(firstAdmin.password) : null;
    const { link, isKeyRevoked } = await inTransaction(this.dataSource, async (manager) => {
      await lockInTransaction(manager, 'firstStart');
      const isRevoked = bootstrapKey !== null && (await ensureBootstrapKey(manager, this.audit, bootstrapKey));
      await this.ensureAdmin(manager, firstAdmin?.email ?? DEFAULT_EMAIL, passwordHash);
      const locked = bootstrapKey === null ? await lockedOutAdmin(manager) : null;
      return {
        link: locked && (await makeLoginLink(manager, locked, publicUrl)),
        isKeyRevoked: isRevoked,
      };
    });
    if (isKeyRevoked) this.logger.warn('BOOTSTRAP_API_KEY was revoked and lets nobody in. Choose another key.');
    // The only way in, so it must be seen whatever the level of the log.
    if (link) this.logger.warn(`Nobody can log in yet. Log in once, within 24 hours, with ${link.url}`);
  }

  private async ensureAdmin(manager: EntityManager, email: string, passwordHash: string | null): Promise<void> {
    const users = await manager.query<unknown[]>('SELECT 1 FROM users LIMIT 1');
    if (users.length > 0) return;
    const id = randomUUID();
    await manager.query(
      `INSERT INTO users (id, email, name, role, password_hash) VALUES ($1, $2, 'Admin', 'admin', $3)`,
      [id, email, passwordHash],
    );
    const target = { kind: 'user', id };
    const after = { email, role: 'admin', hasPassword: passwordHash !== null };
    await this.audit.record({ actor: SYSTEM, caller: null, operation: 'createUser', target, after }, manager);
  }
}

/** An admin, if no user has a password, an identity, a session or a login link. */
async function lockedOutAdmin(manager: EntityManager): Promise<string | null> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT id FROM users WHERE role = 'admin' AND enabled
       AND NOT EXISTS (SELECT FROM users WHERE password_hash IS NOT NULL OR oidc_subject IS NOT NULL)
       AND NOT EXISTS (SELECT FROM sessions WHERE expires_at > now())
       AND NOT EXISTS (SELECT FROM login_links WHERE expires_at > now())
      ORDER BY created_at LIMIT 1`,
  );
  return rows[0]?.id ?? null;
}
