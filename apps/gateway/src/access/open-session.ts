import { changesOf, insertSession, noteLogin } from '@wakeful/persistence';
import type { Context } from '../context/context.js';
import { hashToken, newToken } from '../identity/tokens.js';

/** Opens a login session for an authenticated user; returns the token, of which only the hash is stored. */
export async function openSession(
  { database, settings }: Pick<Context, 'database' | 'settings'>,
  userId: string,
): Promise<string> {
  const token = newToken();
  await changesOf(database, insertSession, { tokenHash: hashToken(token), userId, hours: settings.sessionMaxHours });
  await changesOf(database, noteLogin, { userId });
  return token;
}
