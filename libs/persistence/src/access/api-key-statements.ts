import type { KeyScope } from '@wakeful/contracts';
import { isoTime, orNull, text, textOf, uuid } from '../sql/column-types.js';
import { changeStatement, pagesOf, statement } from '../sql/statement.js';

const columns = {
  id: uuid,
  name: text,
  scope: textOf<KeyScope>(),
  hint: text,
  userId: orNull(uuid),
  createdAt: isoTime,
  expiresAt: orNull(isoTime),
  lastUsedAt: orNull(isoTime),
  revokedAt: orNull(isoTime),
};

const select = 'id, name, scope, hint, user_id, created_at, expires_at, last_used_at, revoked_at';

export const apiKeyById = statement(columns, { id: uuid }, `SELECT ${select} FROM api_keys WHERE id = $id`);

export const apiKeyPages = pagesOf(
  columns,
  { userId: orNull(uuid) },
  { select, from: 'FROM api_keys WHERE ($userId::uuid IS NULL OR user_id = $userId)', orderBy: 'created_at DESC, id' },
);

/** Does nothing to one that was revoked before. */
export const revokeKey = changeStatement(
  { id: uuid },
  'UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $id',
);
