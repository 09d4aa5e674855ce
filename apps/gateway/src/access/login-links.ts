import type { LoginLink } from '@wakeful/contracts';
import { insertLoginLink, rowsOf } from '@wakeful/persistence';
import type { Context } from '../context/context.js';
import { hashToken, newToken } from '../identity/tokens.js';

const VALID_HOURS = 24;
/** Of the dashboard. What follows the # is never sent with a request, so that no scanner spends it and no log keeps it. */
export const LOGIN_LINK_PATH = '/login/link';

/** A link that logs a user in once, within a day. Only its hash is stored. */
export async function makeLoginLink(
  { database, settings }: Pick<Context, 'database' | 'settings'>,
  userId: string,
): Promise<LoginLink> {
  const token = newToken();
  const [link] = await rowsOf(database, insertLoginLink, { tokenHash: hashToken(token), userId, hours: VALID_HOURS });
  if (!link) throw new TypeError('an inserted row was not returned');
  return { url: `${settings.publicUrl}${LOGIN_LINK_PATH}#${token}`, expiresAt: link.expiresAt };
}
