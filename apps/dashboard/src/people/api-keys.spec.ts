import { describe, expect, it } from '@jest/globals';
import { type ApiKey, expiresAtOf, keyState, scopeChoices } from './api-keys.js';

const now = '2026-01-31T12:00:00.000Z';
const nowMs = Date.parse(now);
const key: ApiKey = {
  id: '1b2c3d4e-5f60-4a7b-8c9d-0e1f2a3b4c5d',
  name: 'deployments',
  scope: 'write',
  hint: 'wk_q7Rk2x',
  userId: null,
  createdAt: '2026-01-01T12:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
};

describe('API keys', () => {
  it('are active until they expire or are revoked', () => {
    expect(keyState(key, nowMs)).toBe('active');
    expect(keyState({ ...key, expiresAt: '2026-02-01T00:00:00.000Z' }, nowMs)).toBe('active');
    expect(keyState({ ...key, expiresAt: now }, nowMs)).toBe('expired');
    expect(keyState({ ...key, expiresAt: now, revokedAt: now }, nowMs)).toBe('revoked');
  });

  it('end when it was chosen', () => {
    expect(expiresAtOf('never', '', nowMs)).toBeUndefined();
    expect(expiresAtOf('30', '', nowMs)).toBe('2026-03-02T12:00:00.000Z');
    expect(expiresAtOf('day', '2026-02-10', nowMs)).toBe(new Date(2026, 1, 10, 23, 59, 59).toISOString());
    expect(expiresAtOf('day', '', nowMs)).toBe('');
  });

  it('have no scope beyond the role of their owner', () => {
    expect(scopeChoices('viewer').map(({ value }) => value)).toEqual(['read']);
    expect(scopeChoices('editor').map(({ value }) => value)).toEqual(['read', 'write']);
    expect(scopeChoices('admin').map(({ value }) => value)).toEqual(['read', 'write', 'admin']);
  });
});
