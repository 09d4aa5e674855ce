import type { Role } from '@wakeful/contracts';
import { bool, bytes, isoTime, number, orNull, text, textOf, uuid } from '../sql/column-types.js';
import { pagesOf, statement } from '../sql/statement.js';

const columns = {
  id: uuid,
  email: text,
  name: text,
  role: textOf<Role>(),
  enabled: bool,
  hasPassword: bool,
  hasOidc: bool,
  createdAt: isoTime,
  updatedAt: isoTime,
  lastLoginAt: orNull(isoTime),
};

const select = `id, email, name, role, enabled, password_hash IS NOT NULL AS has_password,
  oidc_subject IS NOT NULL AS has_oidc, created_at, updated_at, last_login_at`;

export const userById = statement(columns, { id: uuid }, `SELECT ${select} FROM users WHERE id = $id`);

export const userPages = pagesOf(columns, {}, { select, from: 'FROM users', orderBy: 'lower(email)' });

export const enabledAdmin = statement(
  { id: uuid },
  {},
  `SELECT id FROM users WHERE role = 'admin' AND enabled LIMIT 1`,
);

/** Times by the database's clock, which also decides when they have passed. */
export const insertLoginLink = statement(
  { expiresAt: isoTime },
  { tokenHash: bytes, userId: uuid, hours: number },
  `INSERT INTO login_links (token_hash, user_id, expires_at)
   VALUES ($tokenHash, $userId, now() + make_interval(hours => $hours)) RETURNING expires_at`,
);
