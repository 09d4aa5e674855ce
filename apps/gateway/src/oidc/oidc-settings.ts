import type { Role } from '@wakeful/contracts';
import { publicUrlOf } from '../context/access-settings.js';
import type { GatewayConfig } from '../config.js';

/** Injection token of the {@link OidcSettings}; null: OIDC login is disabled. */
export const OIDC_SETTINGS = Symbol('OIDC_SETTINGS');

export const CALLBACK_PATH = '/api/v1/session/oidc/callback';

export interface OidcSettings {
  issuer: URL;
  clientId: string;
  clientSecret: string | null;
  scope: string;
  redirectUri: string;
  /** Where in the claims the role is, as in `realm_access.roles`. */
  roleClaim: string;
  /** Claim values that grant this role. */
  valuesOfRole: Readonly<Record<Role, readonly string[]>>;
  /** For those whose claim names no role; null: they stay out. */
  defaultRole: Role | null;
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

export function oidcSettingsOf(config: GatewayConfig): OidcSettings | null {
  if (config.OIDC_ISSUER === undefined || config.OIDC_CLIENT_ID === undefined) return null;
  return {
    issuer: new URL(config.OIDC_ISSUER),
    clientId: config.OIDC_CLIENT_ID,
    clientSecret: config.OIDC_CLIENT_SECRET ?? null,
    scope: config.OIDC_SCOPE,
    redirectUri: `${publicUrlOf(config)}${CALLBACK_PATH}`,
    roleClaim: config.OIDC_ROLE_CLAIM,
    valuesOfRole: {
      admin: listOf(config.OIDC_ADMIN_VALUES),
      editor: listOf(config.OIDC_EDITOR_VALUES),
      viewer: listOf(config.OIDC_VIEWER_VALUES),
    },
    defaultRole: config.OIDC_DEFAULT_ROLE ?? null,
  };
}
