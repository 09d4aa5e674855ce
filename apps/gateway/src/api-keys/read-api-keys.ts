import type { ApiKeyResponse, KeyScope } from '@wakeful/contracts';

/** A key as `apiKeySelect` reads it. */
export interface ApiKeyRow {
  id: string;
  name: string;
  scope: KeyScope;
  hint: string;
  userId: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export const apiKeySelect = `
  SELECT id, name, scope, hint, user_id AS "userId", created_at AS "createdAt", expires_at AS "expiresAt",
    last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
  FROM api_keys`;

export const apiKeyResponseOf = (row: ApiKeyRow): ApiKeyResponse => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
