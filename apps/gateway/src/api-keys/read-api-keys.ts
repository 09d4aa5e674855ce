import type { ApiKeyResponse, ListApiKeysQuery, Page } from '@wakeful/contracts';
import { apiKeyById, apiKeyPages, readPage, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { NotFoundError } from '../http/request-error.js';
import { ForbiddenError } from '../identity/access.errors.js';
import { hasRole, type Principal } from '../identity/principal.js';

/**
 * One page of API keys, newest first: one's own, or for an admin all.
 * @throws ForbiddenError when a non-admin asks for the keys of others
 */
export async function listApiKeys(
  { database }: ReadContext,
  principal: Principal,
  query: ListApiKeysQuery,
): Promise<Page<ApiKeyResponse>> {
  if (hasRole(principal.role, 'admin')) return readPage(database, apiKeyPages, query);
  if (query.userId !== undefined && query.userId !== principal.userId) {
    throw new ForbiddenError('Viewing the API keys of others requires the role admin.');
  }
  // A key of the installation has no owner.
  if (principal.userId === null) return { items: [], total: 0, page: query.page, pageSize: query.pageSize };
  return readPage(database, apiKeyPages, { ...query, userId: principal.userId });
}

/** @throws NotFoundError */
export async function readApiKey({ database }: ReadContext, id: string): Promise<ApiKeyResponse> {
  const [key] = await rowsOf(database, apiKeyById, { id });
  if (!key) throw new NotFoundError('API key', id);
  return key;
}

/**
 * Non-admins see only their own keys; the existence of others is not revealed.
 * @throws NotFoundError
 */
export async function readApiKeyFor(context: ReadContext, principal: Principal, id: string): Promise<ApiKeyResponse> {
  const key = await readApiKey(context, id);
  const isOwn = key.userId !== null && key.userId === principal.userId;
  if (!isOwn && !hasRole(principal.role, 'admin')) throw new NotFoundError('API key', id);
  return key;
}
