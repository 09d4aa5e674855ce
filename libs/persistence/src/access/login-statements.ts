import type { KeyScope, Role } from '@wakeful/contracts';
import { bool, bytes, number, orNull, text, textOf, texts, timeMs, uuid } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';

const role = textOf<Role>();
const user = { id: uuid, email: text, name: text, role };

/** With whether it is still valid, by the database's clock. */
export const apiKeyByHash = statement(
  {
    id: uuid,
    name: text,
    scope: textOf<KeyScope>(),
    userId: orNull(uuid),
    ownerRole: orNull(role),
    isOwnerEnabled: bool,
    isExpired: bool,
    isRevoked: bool,
  },
  { keyHash: bytes },
  `SELECT k.id, k.name, k.scope, k.user_id, u.role AS owner_role, coalesce(u.enabled, k.user_id IS NULL) AS is_owner_enabled,
          coalesce(k.expires_at <= now(), false) AS is_expired, k.revoked_at IS NOT NULL AS is_revoked
     FROM api_keys k LEFT JOIN users u ON u.id = k.user_id
    WHERE k.key_hash = $keyHash`,
);

export const userOfSession = statement(
  user,
  { tokenHash: bytes, idleHours: number },
  `SELECT u.id, u.email, u.name, u.role
     FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = $tokenHash AND u.enabled AND s.expires_at > now()
      AND s.last_used_at > now() - make_interval(hours => $idleHours)`,
);

export const userByEmail = statement(
  { ...user, enabled: bool, passwordHash: orNull(text) },
  { email: text },
  'SELECT id, email, name, role, enabled, password_hash FROM users WHERE lower(email) = lower($email)',
);

const whenUnusedForAMinute = `coalesce(last_used_at, '-infinity') < now() - interval '1 minute'`;
export const noteUseOfKey = changeStatement(
  { id: uuid },
  `UPDATE api_keys SET last_used_at = now() WHERE id = $id AND ${whenUnusedForAMinute}`,
);
export const noteUseOfSession = changeStatement(
  { tokenHash: bytes },
  `UPDATE sessions SET last_used_at = now() WHERE token_hash = $tokenHash AND ${whenUnusedForAMinute}`,
);

/**
 * Locks a user, for all that begins or ends sessions. What a login depends on is read by statements after this one, which see
 * what the transaction before has committed.
 */
export const lockUser = statement(
  { enabled: bool, passwordHash: orNull(text) },
  { userId: uuid },
  'SELECT enabled, password_hash FROM users WHERE id = $userId FOR NO KEY UPDATE',
);

export const insertLoginSession = changeStatement(
  { tokenHash: bytes, userId: uuid, method: text, hours: number },
  `INSERT INTO sessions (token_hash, user_id, method, proved_at, expires_at)
   VALUES ($tokenHash, $userId, $method, now(), now() + make_interval(hours => $hours))`,
);
export const noteLogin = changeStatement({ userId: uuid }, 'UPDATE users SET last_login_at = now() WHERE id = $userId');

/** Answers with whose session it was. */
export const deleteLoginSession = statement(
  { id: uuid, email: text },
  { tokenHash: bytes },
  `DELETE FROM sessions s USING users u WHERE s.token_hash = $tokenHash AND u.id = s.user_id RETURNING u.id, u.email`,
);
export const deleteOtherLoginSessions = changeStatement(
  { userId: uuid, keep: orNull(bytes) },
  'DELETE FROM sessions WHERE user_id = $userId AND token_hash IS DISTINCT FROM $keep',
);

/** Whom a link would log in, which stays as it is. */
export const userOfLoginLink = statement(
  user,
  { tokenHash: bytes },
  `SELECT u.id, u.email, u.name, u.role FROM login_links l JOIN users u ON u.id = l.user_id
    WHERE l.token_hash = $tokenHash AND u.enabled AND l.expires_at > now()`,
);
/** A link is used up by the one login that it is good for. */
export const spendLoginLink = statement(
  { id: uuid },
  { tokenHash: bytes },
  `DELETE FROM login_links l USING users u
    WHERE l.token_hash = $tokenHash AND u.id = l.user_id AND u.enabled AND l.expires_at > now()
    RETURNING u.id`,
);

/** One that is linked comes before one that only has the same verified address. */
export const userOfIdentity = statement(
  { id: uuid, email: text, role, enabled: bool, isLinked: bool },
  { subject: text, email: text, isEmailVerified: bool },
  `SELECT id, email, role, enabled, coalesce(oidc_subject = $subject, false) AS is_linked FROM users
    WHERE oidc_subject = $subject OR ($isEmailVerified AND oidc_subject IS NULL AND lower(email) = lower($email))
    ORDER BY oidc_subject NULLS LAST`,
);
export const linkUser = changeStatement(
  { id: uuid, subject: text, role },
  'UPDATE users SET oidc_subject = $subject, role = $role WHERE id = $id',
);
export const otherEnabledAdmin = statement(
  { id: uuid },
  { id: uuid },
  `SELECT id FROM users WHERE role = 'admin' AND enabled AND id <> $id LIMIT 1`,
);

export const anyUser = statement({ id: uuid }, {}, 'SELECT id FROM users LIMIT 1');

/** An admin, if no user has a password, an identity, a passkey, a session or a login link. */
export const lockedOutAdmin = statement(
  { id: uuid },
  {},
  `SELECT id FROM users WHERE role = 'admin' AND enabled
      AND NOT EXISTS (SELECT FROM users WHERE password_hash IS NOT NULL OR oidc_subject IS NOT NULL)
      AND NOT EXISTS (SELECT FROM passkeys)
      AND NOT EXISTS (SELECT FROM sessions WHERE expires_at > now())
      AND NOT EXISTS (SELECT FROM login_links WHERE expires_at > now())
    ORDER BY created_at LIMIT 1`,
);

export const revokeOtherBootstrapKeys = changeStatement(
  { keyHash: bytes },
  'UPDATE api_keys SET revoked_at = now() WHERE is_bootstrap AND revoked_at IS NULL AND key_hash <> $keyHash',
);
/** Answers with nothing if it was there before. */
export const insertBootstrapKey = statement(
  { id: uuid },
  { name: text, hint: text, keyHash: bytes },
  `INSERT INTO api_keys (id, user_id, name, hint, key_hash, scope, is_bootstrap)
   VALUES (gen_random_uuid(), NULL, $name, $hint, $keyHash, 'admin', true) ON CONFLICT (key_hash) DO NOTHING RETURNING id`,
);

const attempt = { subject: text, attempts: number, secondsLeft: number };
/** Counts one attempt for each subject, in windows that all replicas share. */
export const countAttempts = statement(
  attempt,
  { subjects: texts, minutes: number },
  `INSERT INTO login_attempts AS a (subject, window_start, attempts)
   SELECT subject, date_bin(make_interval(mins => $minutes), now(), 'epoch'), 1
     FROM unnest($subjects::text[]) AS subject ORDER BY subject
   ON CONFLICT (subject) DO UPDATE SET
     attempts = CASE WHEN a.window_start = excluded.window_start THEN a.attempts + 1 ELSE 1 END,
     window_start = excluded.window_start
   RETURNING subject, attempts,
     extract(epoch FROM window_start + make_interval(mins => $minutes) - now())::float8 AS seconds_left`,
);
export const forgiveAttempts = changeStatement(
  { account: text, address: text },
  `UPDATE login_attempts SET attempts = CASE WHEN subject = $account THEN 0 ELSE greatest(attempts - 1, 0) END
    WHERE subject IN ($account, $address)`,
);
/** As if the attempt had not been made. */
export const takeBackAttempt = changeStatement(
  { subjects: texts },
  'UPDATE login_attempts SET attempts = greatest(attempts - 1, 0) WHERE subject = ANY ($subjects)',
);

/** Adds up what replicas counted; answers with the sums. */
export const addRequestCounts = statement(
  { subject: text, windowStart: timeMs, requests: number },
  { counts: rowSet({ subject: text, windowStart: timeMs, requests: number }) },
  `INSERT INTO request_counts AS c (subject, window_start, requests)
   SELECT subject, window_start, requests FROM $counts
   ON CONFLICT (subject) DO UPDATE SET
     requests = CASE WHEN c.window_start = excluded.window_start THEN c.requests ELSE 0 END + excluded.requests,
     window_start = excluded.window_start
   WHERE c.window_start <= excluded.window_start
   RETURNING subject, window_start, requests`,
);

/** What has ended or is too old. */
export const deleteEndedLoginSessions = changeStatement(
  { idleHours: number },
  'DELETE FROM sessions WHERE expires_at < now() OR last_used_at < now() - make_interval(hours => $idleHours)',
);
export const deleteEndedLoginLinks = changeStatement({}, 'DELETE FROM login_links WHERE expires_at < now()');
export const deleteOldAttempts = changeStatement(
  {},
  `DELETE FROM login_attempts WHERE window_start < now() - interval '1 hour'`,
);
export const deleteOldRequestCounts = changeStatement(
  {},
  `DELETE FROM request_counts WHERE window_start < now() - interval '1 hour'`,
);
