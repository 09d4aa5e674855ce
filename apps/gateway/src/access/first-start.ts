import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  anyUser,
  apiKeyByHash,
  changesOf,
  insertBootstrapKey,
  lockedOutAdmin,
  lockInTransaction,
  revokeOtherBootstrapKeys,
  rowsOf,
  UserEntity,
} from '@wakeful/persistence';
import { DependencyLog, Readiness } from '@wakeful/platform';
import { recordChange, SYSTEM } from '../audit/audit-log.js';
import { inTransaction } from '../audit/in-transaction.js';
import { type Context, GatewayContext, type ReadContext } from '../context/context.js';
import { hashToken, hintOf } from '../identity/password-hasher.js';
import { makeLoginLink } from './login-links.js';

const DEFAULT_EMAIL = 'admin@localhost';
const KEY_NAME = 'BOOTSTRAP_API_KEY';

/** Ensures initial access: the configured key, the first admin, and a login link if there is no other way in. */
async function admitFirst(context: Context): Promise<void> {
  const { firstAdmin, bootstrapKey } = context.settings;
  const passwordHash = firstAdmin ? await context.passwords.hash(firstAdmin.password) : null;
  const { link, isKeyRevoked } = await inTransaction(context, async (context) => {
    await lockInTransaction(context.database, 'firstStart');
    const isKeyRevoked = bootstrapKey !== null && (await ensureBootstrapKey(context, bootstrapKey));
    await ensureAdmin(context, firstAdmin?.email ?? DEFAULT_EMAIL, passwordHash);
    const [locked] = bootstrapKey === null ? await rowsOf(context.database, lockedOutAdmin) : [];
    return { link: locked && (await makeLoginLink(context, locked.id)), isKeyRevoked };
  });
  if (isKeyRevoked) context.logger.warn('BOOTSTRAP_API_KEY was revoked and is rejected. Choose another key.');
  // The only way in, so it must be visible at every log level.
  if (link) context.logger.warn(`No user can log in yet. Log in once, within 24 hours, with ${link.url}`);
}

async function ensureAdmin(context: ReadContext, email: string, passwordHash: string | null): Promise<void> {
  const [user] = await rowsOf(context.database, anyUser);
  if (user) return;
  const id = randomUUID();
  const admin = { id, email, name: 'Admin', role: 'admin', passwordHash } as const;
  await context.database.getRepository(UserEntity).insert(admin);
  const target = { kind: 'user', id };
  const after = { email, role: 'admin', hasPassword: passwordHash !== null };
  await recordChange(context, { actor: SYSTEM, caller: null, operation: 'createUser', target, after });
}

/**
 * Makes the configured key the only bootstrap key: one configured earlier is revoked. A key that a user revoked stays
 * revoked. Returns whether it is revoked.
 */
async function ensureBootstrapKey(context: ReadContext, key: string): Promise<boolean> {
  const { database } = context;
  const keyHash = hashToken(key);
  await changesOf(database, revokeOtherBootstrapKeys, { keyHash });
  const [added] = await rowsOf(database, insertBootstrapKey, { name: KEY_NAME, hint: hintOf(key), keyHash });
  if (!added) return (await rowsOf(database, apiKeyByHash, { keyHash })).some(({ isRevoked }) => isRevoked);
  const target = { kind: 'api key', id: added.id };
  const after = { name: KEY_NAME, scope: 'admin', hint: hintOf(key) };
  await recordChange(context, { actor: SYSTEM, caller: null, operation: 'createApiKey', target, after });
  return false;
}

const RETRY_AFTER_MS = 1_000;

/**
 * Runs {@link admitFirst} at every start. The service is not ready until that has succeeded; it is retried while
 * Postgres is unavailable or not yet migrated.
 */
@Injectable()
export class FirstStart implements OnApplicationBootstrap, OnModuleDestroy {
  #isDone = false;
  #isStopping = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly context: GatewayContext,
    private readonly readiness: Readiness,
    private readonly dependencies: DependencyLog,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.readiness.register({
      name: 'access',
      sentence: 'initial access is not set up yet',
      check: async () => {
        if (!this.#isDone) throw new Error('initial access is not set up yet');
      },
    });
    await this.attempt();
  }

  onModuleDestroy(): void {
    this.#isStopping = true;
    clearTimeout(this.#timer);
  }

  private async attempt(): Promise<void> {
    try {
      await admitFirst(this.context);
      this.#isDone = true;
    } catch (error) {
      if (this.#isStopping) return;
      if (!this.dependencies.explains(error)) {
        this.context.logger.warn({ err: error }, 'could not set up initial access, retrying');
      }
      this.#timer = setTimeout(() => void this.attempt(), RETRY_AFTER_MS).unref();
    }
  }
}
