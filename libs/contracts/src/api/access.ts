import { z } from 'zod';
import { nameText } from '../name-text.js';
import { pageOf, pageParameters, timeParameter } from './paging.js';
import { secondFactorCode } from './second-factors.js';

/** From the lowest to the highest: each may do what those before it may. */
export const roles = ['viewer', 'editor', 'admin'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** The maximum permissions of an API key: viewer, editor or admin. */
export const keyScopes = ['read', 'write', 'admin'] as const;
export const keyScope = z.enum(keyScopes);
export type KeyScope = z.infer<typeof keyScope>;

const MAX_EMAIL_LENGTH = 254;
/** Enough for any password manager, and not enough to keep a hasher busy. */
const MAX_PASSWORD_LENGTH = 200;
const MIN_PASSWORD_LENGTH = 12;

const email = z.email('must be an email address').max(MAX_EMAIL_LENGTH).meta({ example: 'ann@shop.example' });
const anEmail = z.string().trim().min(1).max(MAX_EMAIL_LENGTH);
const newPassword = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `must have at least ${MIN_PASSWORD_LENGTH} characters`)
  .max(MAX_PASSWORD_LENGTH);
const aPassword = z.string().min(1).max(MAX_PASSWORD_LENGTH);
const userName = nameText(100);

export const user = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role,
    enabled: z.boolean(),
    hasPassword: z.boolean(),
    hasOidc: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    lastLoginAt: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'User',
    example: {
      id: '9a1c6d4e-52a7-4f7b-9d0b-0c1d2e3f4a5b',
      email: 'ann@shop.example',
      name: 'Ann',
      role: 'editor',
      enabled: true,
      hasPassword: true,
      hasOidc: false,
      createdAt: '2026-01-31T12:00:00.000Z',
      updatedAt: '2026-01-31T12:00:00.000Z',
      lastLoginAt: null,
    },
  });
export type UserResponse = z.infer<typeof user>;

export const userPage = pageOf(user).meta({
  id: 'UserPage',
  example: { items: [z.globalRegistry.get(user)?.example], total: 1, page: 1, pageSize: 50 },
});

export const listUsersQuery = z.strictObject(pageParameters);
export type ListUsersQuery = z.output<typeof listUsersQuery>;

export const createUser = z
  .strictObject({ email, name: userName.optional(), role, password: newPassword.optional() })
  .meta({ id: 'CreateUser', example: { email: 'ann@shop.example', name: 'Ann', role: 'editor' } });
export type CreateUser = z.output<typeof createUser>;

export const updateUser = z
  .strictObject({ email, name: userName, role, enabled: z.boolean(), password: newPassword })
  .partial()
  .meta({ id: 'UpdateUser', example: { role: 'viewer' } });
export type UpdateUser = z.output<typeof updateUser>;

export const loginLink = z.object({ url: z.string(), expiresAt: z.iso.datetime() }).meta({
  id: 'LoginLink',
  example: {
    url: 'https://wakeful.example/login/link#…',
    expiresAt: '2026-02-01T12:00:00.000Z',
  },
});
export type LoginLink = z.infer<typeof loginLink>;

export const logIn = z
  .strictObject({ email: anEmail, password: aPassword, code: secondFactorCode.optional() })
  .meta({ id: 'LogIn', example: { email: 'ann@shop.example', password: 'correct horse battery staple' } });
export type LogIn = z.output<typeof logIn>;

export const changePassword = z.strictObject({ currentPassword: aPassword.optional(), newPassword }).meta({
  id: 'ChangePassword',
  example: { currentPassword: 'correct horse battery staple', newPassword: 'another horse, another staple' },
});
export type ChangePassword = z.output<typeof changePassword>;

export const confirmSession = z
  .strictObject({ password: aPassword, code: secondFactorCode.optional() })
  .meta({ id: 'ConfirmSession', example: { password: 'correct horse battery staple' } });
export type ConfirmSession = z.output<typeof confirmSession>;

/** The caller of the request. */
export const session = z
  .object({
    kind: z.enum(['user', 'key']),
    id: z.uuid(),
    name: z.string(),
    email: z.string().nullable(),
    role,
    method: z.enum(['session', 'basic', 'key']),
    needsSecondFactor: z
      .boolean()
      .meta({ description: 'An admin requires a second factor, and the user has none yet.' }),
  })
  .meta({
    id: 'Session',
    example: {
      kind: 'user',
      id: '9a1c6d4e-52a7-4f7b-9d0b-0c1d2e3f4a5b',
      name: 'Ann',
      email: 'ann@shop.example',
      role: 'editor',
      method: 'session',
      needsSecondFactor: false,
    },
  });
export type SessionResponse = z.infer<typeof session>;

export const loginMethods = z
  .object({
    password: z.boolean(),
    oidc: z.boolean(),
    passkey: z.boolean().meta({ description: 'Whether browsers allow passkeys for the address in PUBLIC_URL.' }),
  })
  .meta({ id: 'LoginMethods', example: { password: true, oidc: false, passkey: true } });
export type LoginMethods = z.infer<typeof loginMethods>;

const token = z.string().min(1).max(200);
export const loginOnceQuery = z.strictObject({ token });
export type LoginOnceQuery = z.output<typeof loginOnceQuery>;

export const logInOnce = z
  .strictObject({ token, code: secondFactorCode.optional() })
  .meta({ id: 'LogInOnce', example: { token: 'TdDbrEVYgtiB_fTRAWjf68LSTNtaSn4qej-RONptNro' } });
export type LogInOnce = z.output<typeof logInOnce>;

/** An identity provider may add parameters of its own. */
export const oidcCallbackQuery = z.looseObject({});

export const apiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scope: keyScope,
    hint: z.string().meta({ description: 'The start of the key.' }),
    userId: z.uuid().nullable().meta({ description: 'The owner of the key; null for the key of the installation.' }),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'ApiKey',
    example: {
      id: '1b2c3d4e-5f60-4a7b-8c9d-0e1f2a3b4c5d',
      name: 'deployments',
      scope: 'write',
      hint: 'wk_q7Rk2x',
      userId: '9a1c6d4e-52a7-4f7b-9d0b-0c1d2e3f4a5b',
      createdAt: '2026-01-31T12:00:00.000Z',
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
    },
  });
export type ApiKeyResponse = z.infer<typeof apiKey>;

export const apiKeyPage = pageOf(apiKey).meta({
  id: 'ApiKeyPage',
  example: { items: [z.globalRegistry.get(apiKey)?.example], total: 1, page: 1, pageSize: 50 },
});

export const createdApiKey = apiKey.extend({ key: z.string() }).meta({
  id: 'CreatedApiKey',
  example: { ...(z.globalRegistry.get(apiKey)?.example as object), key: 'wk_q7Rk2x…' },
});
export type CreatedApiKey = z.infer<typeof createdApiKey>;

export const createApiKey = z
  .strictObject({
    name: userName,
    scope: keyScope.default('read'),
    expiresAt: timeParameter.optional().meta({ description: 'If omitted, the key is valid until it is revoked.' }),
  })
  .meta({ id: 'CreateApiKey', example: { name: 'deployments', scope: 'write', expiresAt: '2027-01-31T12:00:00Z' } });
export type CreateApiKey = z.output<typeof createApiKey>;

export const listApiKeysQuery = z.strictObject({
  userId: z.uuid().optional().meta({ description: 'Admins only: the keys of this user.' }),
  ...pageParameters,
});
export type ListApiKeysQuery = z.output<typeof listApiKeysQuery>;

export const auditEntry = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: z.object({
      kind: z.enum(['user', 'key', 'system', 'nobody']),
      id: z.uuid().nullable(),
      name: z.string(),
    }),
    method: z
      .string()
      .meta({ description: 'How the actor proved who it is: session, basic, key, password, link, passkey, oidc.' }),
    address: z.string().nullable(),
    requestId: z.string().nullable(),
    operation: z.string(),
    target: z.object({ kind: z.string(), id: z.string().nullable() }).nullable(),
    fields: z.array(z.string()).meta({ description: 'The fields that were sent.' }),
    before: z.looseObject({}).nullable(),
    after: z.looseObject({}).nullable(),
  })
  .meta({
    id: 'AuditEntry',
    example: {
      id: '17',
      at: '2026-01-31T12:00:00.000Z',
      actor: { kind: 'user', id: '9a1c6d4e-52a7-4f7b-9d0b-0c1d2e3f4a5b', name: 'ann@shop.example' },
      method: 'session',
      address: '192.0.2.7',
      requestId: '0c9c4b5e-6f4d-4f0e-8a53-0f5f6f9a2b11',
      operation: 'updateMonitor',
      target: { kind: 'monitor', id: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c' },
      fields: ['intervalSeconds'],
      before: { intervalSeconds: 60 },
      after: { intervalSeconds: 30 },
    },
  });
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditPage = pageOf(auditEntry).meta({
  id: 'AuditPage',
  example: { items: [z.globalRegistry.get(auditEntry)?.example], total: 1, page: 1, pageSize: 50 },
});

const word = z.string().min(1).max(200).optional();
export const listAuditQuery = z.strictObject({
  actorId: z.uuid().optional(),
  operation: word.meta({ example: 'updateMonitor' }),
  targetKind: word.meta({ example: 'monitor' }),
  targetId: word,
  from: timeParameter.optional(),
  to: timeParameter.optional(),
  ...pageParameters,
});
export type ListAuditQuery = z.output<typeof listAuditQuery>;
