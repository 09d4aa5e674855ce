import type { Schemas } from '../api/client.js';

export type ApiKey = Schemas['ApiKey'];
export type Scope = ApiKey['scope'];

const DAY_MS = 86_400_000;

const scopeLabels: Readonly<Record<Scope, string>> = {
  read: 'Read: access of a viewer',
  write: 'Write: access of an editor',
  admin: 'Admin: also manages users and keys',
};

const scopesOf: Readonly<Record<Schemas['Session']['role'], readonly Scope[]>> = {
  viewer: ['read'],
  editor: ['read', 'write'],
  admin: ['read', 'write', 'admin'],
};

/** The key scopes available to a role: a key cannot exceed its owner's permissions. */
export const scopeChoices = (role: Schemas['Session']['role']) =>
  scopesOf[role].map((value) => ({ value, label: scopeLabels[value] }));

export const expiries = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'day', label: 'On a date' },
  { value: 'never', label: 'Never' },
] as const;
export type Expiry = (typeof expiries)[number]['value'];

/** The expiry of a key; undefined if it never expires. `day` is its last valid day, in local time. */
export function expiresAtOf(expiry: Expiry, day: string, nowMs: number): string | undefined {
  if (expiry === 'never') return undefined;
  if (expiry !== 'day') return new Date(nowMs + Number(expiry) * DAY_MS).toISOString();
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? '' : end.toISOString();
}

export type KeyState = 'active' | 'expired' | 'revoked';

export function keyState({ revokedAt, expiresAt }: ApiKey, nowMs: number): KeyState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs ? 'expired' : 'active';
}
