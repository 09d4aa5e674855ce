import { randomUUID } from 'node:crypto';
import type { CreateApiKey, CreatedApiKey } from '@wakeful/contracts';
import { ApiKeyEntity, changesOf, databaseNowMs, revokeKey } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';
import { ForbiddenError } from '../identity/access.errors.js';
import { hashToken, hintOf, newApiKey } from '../identity/password-hasher.js';
import { mayGrant, type Principal } from '../identity/principal.js';
import { readApiKey, readApiKeyFor } from './read-api-keys.js';

/**
 * Creates an API key for the caller. The key itself is returned only once.
 * @throws ForbiddenError, InvalidRequestError
 */
export async function createApiKey(
  context: Context,
  { role, userId }: Principal,
  { name, scope, expiresAt }: CreateApiKey,
): Promise<CreatedApiKey> {
  if (!mayGrant(role, scope)) throw new ForbiddenError(`The role ${role} cannot grant the scope "${scope}".`);
  if (expiresAt !== undefined && Date.parse(expiresAt) <= (await databaseNowMs(context.database))) {
    throw new InvalidRequestError([{ path: 'expiresAt', message: 'must be in the future' }]);
  }
  const id = randomUUID();
  const key = newApiKey();
  const row = { id, userId, name, hint: hintOf(key), keyHash: hashToken(key), scope, expiresAt: expiresAt ?? null };
  return inTransaction(context, async (context) => {
    await context.database.getRepository(ApiKeyEntity).insert(row);
    return { ...(await readApiKey(context, id)), key };
  });
}

/**
 * Revokes an API key permanently. It stays in the list.
 * @throws NotFoundError
 */
export const revokeApiKey = (context: Context, principal: Principal, id: string): Promise<void> =>
  inTransaction(context, async (context) => {
    await readApiKeyFor(context, principal, id);
    await changesOf(context.database, revokeKey, { id });
  });
