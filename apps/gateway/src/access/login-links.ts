import type { LoginLink } from '@wakeful/contracts';
import { insertLoginLink, rowsOf } from '@wakeful/persistence';
import type { Context } from '../context/context.js';
import { hashToken, newToken } from '../identity/tokens.js';

const VALID_HOURS = 24;
/** A page of the dashboard. The token follows the #, so it is never sent with a GET: no link scanner can spend it, and no log has it. */
export const LOGIN_LINK_PATH = '/login/link';

/** A link that logs a user in once, valid for one day. Only its hash is stored. */
export async function makeLoginLink(
  { database, settings }: Pick<Context, 'database' | 'settings'>,
  userId: string,
): Promise<LoginLink> {
  const token = newToken();
  const [link] = await rowsOf(database, insertLoginLink, { tokenHash: hashToken(token), userId, hours: VALID_HOURS });
  if (!link) throw new TypeError('an inserted row was not returned');
  return { url: `${settings.publicUrl}${LOGIN_LINK_PATH}#${token}`, expiresAt: link.expiresAt };
}
