import type { Role } from '@wakeful/contracts';
import { bool, bytes, isoTime, number, orNull, text, textOf, texts, uuid } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';

/** How many factors of each kind a user has; an authenticator app counts once its first code was right. */
export const factorCountsOfUser = statement(
  { hasTotp: bool, passkeys: number, recoveryCodes: number },
  { userId: uuid },
  `SELECT EXISTS (SELECT FROM totp_factors WHERE user_id = $userId AND confirmed_at IS NOT NULL) AS has_totp,
          (SELECT count(*) FROM passkeys WHERE user_id = $userId) AS passkeys,
          (SELECT count(*) FROM recovery_codes WHERE user_id = $userId) AS recovery_codes`,
);

/** Which of all users have a factor. */
export const usersWithSecondFactor = statement(
  { userId: uuid },
  {},
  `SELECT user_id FROM totp_factors WHERE confirmed_at IS NOT NULL UNION SELECT user_id FROM passkeys ORDER BY user_id`,
);

/** Answers with nothing if the user has an authenticator app already. One that never gave a right code is replaced. */
export const startTotp = statement(
  { userId: uuid },
  { userId: uuid, sealedSecret: text },
  `INSERT INTO totp_factors AS t (user_id, sealed_secret) VALUES ($userId, $sealedSecret)
   ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, spent_step = 0
     WHERE t.confirmed_at IS NULL
   RETURNING user_id`,
);
export const totpOfUser = statement(
  { sealedSecret: text, isConfirmed: bool },
  { userId: uuid },
  `SELECT sealed_secret, confirmed_at IS NOT NULL AS is_confirmed FROM totp_factors WHERE user_id = $userId`,
);
/** A code is good once, and so is every earlier one with it (RFC 6238, 5.2). Answers with nothing if it was spent. */
export const spendTotpStep = statement(
  { userId: uuid },
  { userId: uuid, step: number },
  `UPDATE totp_factors SET spent_step = $step, confirmed_at = coalesce(confirmed_at, now())
    WHERE user_id = $userId AND spent_step < $step RETURNING user_id`,
);
export const deleteTotp = statement(
  { userId: uuid },
  { userId: uuid },
  'DELETE FROM totp_factors WHERE user_id = $userId RETURNING user_id',
);

export const passkeysOfUser = statement(
  { id: uuid, name: text, credentialId: text, transports: texts, createdAt: isoTime, lastUsedAt: orNull(isoTime) },
  { userId: uuid },
  `SELECT id, name, credential_id, transports, created_at, last_used_at FROM passkeys
    WHERE user_id = $userId ORDER BY created_at, id`,
);
/** Only of a user who may log in. */
export const passkeyByCredential = statement(
  {
    id: uuid,
    publicKey: bytes,
    signCount: number,
    transports: texts,
    userId: uuid,
    email: text,
    name: text,
    role: textOf<Role>(),
  },
  { credentialId: text },
  `SELECT p.id, p.public_key, p.sign_count, p.transports, u.id AS user_id, u.email, u.name, u.role
     FROM passkeys p JOIN users u ON u.id = p.user_id
    WHERE p.credential_id = $credentialId AND u.enabled`,
);
export const insertPasskey = changeStatement(
  { id: uuid, userId: uuid, name: text, credentialId: text, publicKey: bytes, signCount: number, transports: texts },
  `INSERT INTO passkeys (id, user_id, name, credential_id, public_key, sign_count, transports)
   VALUES ($id, $userId, $name, $credentialId, $publicKey, $signCount, $transports)`,
);
export const notePasskeyUse = changeStatement(
  { id: uuid, signCount: number },
  'UPDATE passkeys SET sign_count = $signCount, last_used_at = now() WHERE id = $id',
);
export const deletePasskey = statement(
  { name: text },
  { id: uuid, userId: uuid },
  'DELETE FROM passkeys WHERE id = $id AND user_id = $userId RETURNING name',
);
export const deletePasskeysOfUser = changeStatement({ userId: uuid }, 'DELETE FROM passkeys WHERE user_id = $userId');

export const insertRecoveryCodes = changeStatement(
  { userId: uuid, codes: rowSet({ codeHash: bytes }) },
  'INSERT INTO recovery_codes (code_hash, user_id) SELECT code_hash, $userId FROM $codes',
);
/** A code is used up by the one login that it is good for. */
export const spendRecoveryCode = statement(
  { userId: uuid },
  { userId: uuid, codeHash: bytes },
  'DELETE FROM recovery_codes WHERE code_hash = $codeHash AND user_id = $userId RETURNING user_id',
);
export const deleteRecoveryCodes = changeStatement(
  { userId: uuid },
  'DELETE FROM recovery_codes WHERE user_id = $userId',
);

/** Answers with nothing if the challenge was answered before. */
export const spendChallenge = statement(
  { challengeHash: bytes },
  { challengeHash: bytes, minutes: number },
  `INSERT INTO spent_challenges (challenge_hash, expires_at) VALUES ($challengeHash, now() + make_interval(mins => $minutes))
   ON CONFLICT DO NOTHING RETURNING challenge_hash`,
);
export const deleteEndedChallenges = changeStatement({}, 'DELETE FROM spent_challenges WHERE expires_at < now()');

export const accessRules = statement(
  { requiresSecondFactor: bool },
  {},
  'SELECT requires_second_factor FROM access_rules',
);
export const changeAccessRules = changeStatement(
  { requiresSecondFactor: bool },
  'UPDATE access_rules SET requires_second_factor = $requiresSecondFactor',
);

/** Whether a person has a factor of their own, or came in by an identity provider, whose matter it is then. */
export const hasSecondFactor = statement(
  { isMet: bool },
  { userId: uuid, tokenHash: orNull(bytes) },
  `SELECT EXISTS (SELECT FROM totp_factors WHERE user_id = $userId AND confirmed_at IS NOT NULL)
       OR EXISTS (SELECT FROM passkeys WHERE user_id = $userId)
       OR EXISTS (SELECT FROM sessions WHERE token_hash = $tokenHash AND method = 'oidc') AS is_met`,
);

/** How a session began, and whether its owner has given proof of who they are within the last minutes. */
export const proofOfSession = statement(
  { method: orNull(text), isFresh: bool },
  { tokenHash: bytes, minutes: number },
  `SELECT method, coalesce(proved_at, created_at) > now() - make_interval(mins => $minutes) AS is_fresh
     FROM sessions WHERE token_hash = $tokenHash`,
);
export const renewProofOfSession = changeStatement(
  { tokenHash: bytes },
  'UPDATE sessions SET proved_at = now() WHERE token_hash = $tokenHash',
);
