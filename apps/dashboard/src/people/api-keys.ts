import type { Schemas } from '../api/client.js';

export type ApiKey = Schemas['ApiKey'];
export type Scope = ApiKey['scope'];

const DAY_MS = 86_400_000;

const scopeLabels: Readonly<Record<Scope, string>> = {
  read: 'Read: sees what a viewer sees',
  write: 'Write: changes what an editor changes',
  admin: 'Admin: also manages people and keys',
};

const scopesOf: Readonly<Record<Schemas['Session']['role'], readonly Scope[]>> = {
  viewer: ['read'],
  editor: ['read', 'write'],
  admin: ['read', 'write', 'admin'],
};

/** The scopes of keys that somebody with this role can make use of: a key may never do more than its owner. */
export const scopeChoices = (role: Schemas['Session']['role']) =>
  scopesOf[role].map((value) => ({ value, label: scopeLabels[value] }));

export const expiries = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'day', label: 'On a day' },
  { value: 'never', label: 'Never' },
] as const;
export type Expiry = (typeof expiries)[number]['value'];

/** When a key ends; undefined: it does not. `day` is the last day on which it is good, by the reader's clock. */
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
