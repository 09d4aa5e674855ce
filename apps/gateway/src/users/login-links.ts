import type { LoginLink } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';
import { hashToken, newToken } from '../access/tokens.js';

const VALID_HOURS = 24;
export const LOGIN_LINK_PATH = '/api/v1/login/once';

/** A link that logs a user in once, within a day. Only its hash is stored. */
export async function makeLoginLink(manager: EntityManager, userId: string, publicUrl: string): Promise<LoginLink> {
  const token = newToken();
  const [row] = await manager.query<{ expiresAt: Date }[]>(
    `INSERT INTO login_links (token_hash, user_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))
     RETURNING expires_at AS "expiresAt"`,
    [hashToken(token), userId, VALID_HOURS],
  );
  if (!row) throw new TypeError('an inserted row was not returned');
  return { url: `${publicUrl}${LOGIN_LINK_PATH}?token=${token}`, expiresAt: row.expiresAt.toISOString() };
}
