import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { type AuditLog, SYSTEM } from '../audit/audit-log.js';
import { hashToken, hintOf } from './tokens.js';

const NAME = 'BOOTSTRAP_API_KEY';

/**
 * Makes the configured key the only one of its kind: one that was configured before is revoked. One that a person has
 * revoked stays so. Returns whether it is revoked.
 */
export async function ensureBootstrapKey(manager: EntityManager, audit: AuditLog, key: string): Promise<boolean> {
  const keyHash = hashToken(key);
  await manager.query(
    'UPDATE api_keys SET revoked_at = now() WHERE is_bootstrap AND revoked_at IS NULL AND key_hash <> $1',
    [keyHash],
  );
  const [added] = await manager.query<{ id: string }[]>(
    `INSERT INTO api_keys (id, user_id, name, hint, key_hash, scope, is_bootstrap)
     VALUES ($1, NULL, $2, $3, $4, 'admin', true) ON CONFLICT (key_hash) DO NOTHING RETURNING id`,
    [randomUUID(), NAME, hintOf(key), keyHash],
  );
  if (added) {
    const target = { kind: 'api key', id: added.id };
    const after = { name: NAME, scope: 'admin', hint: hintOf(key) };
    await audit.record({ actor: SYSTEM, caller: null, operation: 'createApiKey', target, after }, manager);
    return false;
  }
  const [known] = await manager.query<{ isRevoked: boolean }[]>(
    'SELECT revoked_at IS NOT NULL AS "isRevoked" FROM api_keys WHERE key_hash = $1',
    [keyHash],
  );
  return known?.isRevoked ?? false;
}
