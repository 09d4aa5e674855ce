import type { Role, UserResponse } from '@wakeful/contracts';

/** A user as `userSelect` reads it. */
export interface UserRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  enabled: boolean;
  hasPassword: boolean;
  hasOidc: boolean;
  createdAt: Date;
  updatedAt: Date;
  lastLoginAt: Date | null;
}

export const userSelect = `
  SELECT id, email, name, role, enabled, password_hash IS NOT NULL AS "hasPassword", oidc_subject IS NOT NULL AS "hasOidc",
    created_at AS "createdAt", updated_at AS "updatedAt", last_login_at AS "lastLoginAt"
  FROM users`;

export const userResponseOf = (row: UserRow): UserResponse => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  lastLoginAt: row.lastLoginAt?.toISOString() ?? null,
});
