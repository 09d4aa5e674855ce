import { changesOf, insertSession, noteLogin } from '@wakeful/persistence';
import type { Context } from '../context/context.js';
import type { Caller } from '../identity/caller.js';
import { hashToken, newToken } from '../identity/tokens.js';

/** Opens a login session for an authenticated user; returns the token, of which only the hash is stored. */
export async function openSession(
  { database, settings }: Pick<Context, 'database' | 'settings'>,
  userId: string,
  method: Caller['method'],
): Promise<string> {
  const token = newToken();
  const hours = settings.sessionMaxHours;
  await changesOf(database, insertSession, { tokenHash: hashToken(token), userId, method, hours });
  await changesOf(database, noteLogin, { userId });
  return token;
}
