import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@wakeful/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { ACCESS_SETTINGS, type AccessSettings } from '../access/access-settings.js';
import type { Caller } from '../access/caller.js';
import { AuditLog, SYSTEM } from '../audit/audit-log.js';
import { violatesUnique } from '../database/database-errors.js';
import { inTransaction } from '../database/in-transaction.js';
import { openSession } from '../session/open-session.js';
import { lockAdmins } from '../users/last-admin.js';
import { claimedRole, type Claims } from './claimed-role.js';
import { OidcForbiddenError } from './oidc.errors.js';
import { OidcProvider } from './oidc-provider.js';

interface KnownUser {
  id: string;
  email: string;
  role: Role;
  enabled: boolean;
  isLinked: boolean;
}

interface Person {
  subject: string;
  email: string;
  isEmailVerified: boolean;
  name: string;
  role: Role;
}

/**
 * Begins a session of whom the identity provider names. Somebody new becomes a user; somebody with the same verified
 * e-mail address is taken for the same person. The role is the provider's to say, at each login.
 */
@Injectable()
export class LogInByOidc {
  constructor(
    private readonly dataSource: DataSource,
    private readonly provider: OidcProvider,
    private readonly audit: AuditLog,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  /** @throws OidcForbiddenError */
  async execute(claims: Claims & { sub: string; iss: string }, caller: Caller): Promise<string> {
    const person = this.personOf(claims);
    try {
      return await inTransaction(this.dataSource, async (manager) => {
        await lockAdmins(manager);
        const known = await this.find(manager, person);
        const id = known ? await this.refresh(manager, known, person) : await this.create(manager, person);
        await this.audit.record(
          { actor: { kind: 'user', id, name: person.email }, caller, operation: 'logIn' },
          manager,
        );
        return openSession(manager, id, this.settings.sessionMaxHours);
      });
    } catch (error) {
      if (!violatesUnique(error, 'users_email')) throw error;
      throw new OidcForbiddenError(
        'There already is a user with your e-mail address, and the identity provider has not verified that it is yours.',
      );
    }
  }

  private personOf(claims: Claims & { sub: string; iss: string }): Person {
    const { sub, iss, email, name } = claims;
    if (typeof email !== 'string' || email === '') {
      throw new OidcForbiddenError('The identity provider does not say your e-mail address (scope "email").');
    }
    const role = claimedRole(claims, this.provider.configured);
    if (!role) throw new OidcForbiddenError('The identity provider gives you no role here.');
    return {
      subject: `${iss}#${sub}`,
      email,
      isEmailVerified: claims['email_verified'] === true,
      name: typeof name === 'string' && name !== '' ? name.slice(0, 100) : email,
      role,
    };
  }

  private async find(manager: EntityManager, { subject, email, isEmailVerified }: Person): Promise<KnownUser | null> {
    const rows = await manager.query<KnownUser[]>(
      `SELECT id, email, role, enabled, coalesce(oidc_subject = $1, false) AS "isLinked" FROM users
        WHERE oidc_subject = $1 OR ($3 AND oidc_subject IS NULL AND lower(email) = lower($2))
        ORDER BY oidc_subject NULLS LAST`,
      [subject, email, isEmailVerified],
    );
    return rows[0] ?? null;
  }

  private async refresh(manager: EntityManager, known: KnownUser, person: Person): Promise<string> {
    if (!known.enabled) throw new OidcForbiddenError('Your user is disabled here. Ask an admin.');
    const role = await this.roleToGive(manager, known, person.role);
    await manager.query('UPDATE users SET oidc_subject = $2, role = $3 WHERE id = $1', [
      known.id,
      person.subject,
      role,
    ]);
    if (role !== known.role || !known.isLinked) {
      const target = { kind: 'user', id: known.id };
      const [before, after] = [{ role: known.role }, { role, oidcSubject: person.subject }];
      await this.audit.record({ actor: SYSTEM, caller: null, operation: 'linkUser', target, before, after }, manager);
    }
    return known.id;
  }

  /** The last admin stays one, whatever the provider says: nobody else could let anybody in again. */
  private async roleToGive(manager: EntityManager, known: KnownUser, claimed: Role): Promise<Role> {
    if (known.role !== 'admin' || claimed === 'admin') return claimed;
    const others = await manager.query<unknown[]>(
      `SELECT 1 FROM users WHERE role = 'admin' AND enabled AND id <> $1 LIMIT 1`,
      [known.id],
    );
    return others.length > 0 ? claimed : 'admin';
  }

  private async create(manager: EntityManager, { subject, email, name, role }: Person): Promise<string> {
    const id = randomUUID();
    await manager.query('INSERT INTO users (id, email, name, role, oidc_subject) VALUES ($1, $2, $3, $4, $5)', [
      id,
      email,
      name,
      role,
      subject,
    ]);
    const target = { kind: 'user', id };
    const after = { email, name, role, oidcSubject: subject };
    await this.audit.record({ actor: SYSTEM, caller: null, operation: 'createUser', target, after }, manager);
    return id;
  }
}
