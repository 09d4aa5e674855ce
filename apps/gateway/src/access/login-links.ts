import type { LoginLink } from '@wakeful/contracts';
import { insertLoginLink, rowsOf } from '@wakeful/persistence';
import type { Context } from '../context/context.js';
import { hashToken, newToken } from '../identity/tokens.js';

const VALID_HOURS = 24;
const LOGIN_LINK_PATH = '/api/v1/login/once';

/** A link that logs a user in once, valid for one day. Only its hash is stored. */
export async function makeLoginLink(
  { database, settings }: Pick<Context, 'database' | 'settings'>,
  userId: string,
): Promise<LoginLink> {
  const token = newToken();
  const [link] = await rowsOf(database, insertLoginLink, { tokenHash: hashToken(token), userId, hours: VALID_HOURS });
  if (!link) throw new TypeError('an inserted row was not returned');
  return { url: `${settings.publicUrl}${LOGIN_LINK_PATH}?token=${token}`, expiresAt: link.expiresAt };
}
