import { type Role, roles } from '@wakeful/contracts';
import type { OidcSettings } from './oidc-settings.js';

export type Claims = Readonly<Record<string, unknown>>;

/** What a path such as `realm_access.roles` leads to. A claim may have dots in its very name, as a URL has. */
function valueAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Claims)[name];
  }
  return value;
}

/** The highest role granted by the claims; null: no access. */
export function claimedRole(
  claims: Claims,
  { roleClaim, valuesOfRole, defaultRole }: Pick<OidcSettings, 'roleClaim' | 'valuesOfRole' | 'defaultRole'>,
): Role | null {
  const values = [valueAt(claims, roleClaim)].flat().filter((value) => typeof value === 'string');
  const claimed = roles.toReversed().find((role) => valuesOfRole[role].some((value) => values.includes(value)));
  return claimed ?? defaultRole;
}
