import type { EntityManager } from 'typeorm';
import { hashToken, newToken } from '../access/tokens.js';

/** Begins a session of a user who has proved who they are; returns the token, of which only the hash is stored. */
export async function openSession(manager: EntityManager, userId: string, maxHours: number): Promise<string> {
  const token = newToken();
  await manager.query(
    'INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))',
    [hashToken(token), userId, maxHours],
  );
  await manager.query('UPDATE users SET last_login_at = now() WHERE id = $1', [userId]);
  return token;
}
