import { Inject, Injectable } from '@nestjs/common';
import { type Role, roles } from '@wakeful/contracts';
import { LOGGER, type Logger } from '@wakeful/platform';
import * as oidc from 'openid-client';
import type { GatewayConfig } from '../config.js';
import { publicUrlOf } from '../context/context.js';
import { OidcNotConfiguredError, OidcRefusedError, OidcUnreachableError } from './oidc.errors.js';

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

const TIMEOUT_SECONDS = 10;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** What the way back must fit to. It waits in a sealed cookie of the browser that went there. */
export interface LoginUnderWay {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** The configured identity provider: authorization code flow with PKCE, state and nonce. */
@Injectable()
export class OidcProvider {
  #found: Promise<oidc.Configuration> | undefined;

  constructor(
    @Inject(OIDC_SETTINGS) private readonly settings: OidcSettings | null,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  get isConfigured(): boolean {
    return this.settings !== null;
  }

  /** @throws OidcNotConfiguredError */
  get configured(): OidcSettings {
    if (!this.settings) throw new OidcNotConfiguredError();
    return this.settings;
  }

  /**
   * Where to send a browser, and what to remember meanwhile.
   * @throws OidcNotConfiguredError, OidcUnreachableError
   */
  async start(): Promise<{ url: URL; login: LoginUnderWay }> {
    const { redirectUri, scope } = this.configured;
    const configuration = await this.configuration();
    const login = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope,
      state: login.state,
      nonce: login.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(login.codeVerifier),
      code_challenge_method: 'S256',
    });
    return { url, login };
  }

  /**
   * What the provider says about who came back.
   * @param search the query with which the browser came back
   * @throws OidcNotConfiguredError, OidcUnreachableError, OidcRefusedError
   */
  async finish(search: string, login: LoginUnderWay): Promise<Claims & { sub: string; iss: string }> {
    const { redirectUri } = this.configured;
    const configuration = await this.configuration();
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`${redirectUri}${search}`), {
        expectedState: login.state,
        expectedNonce: login.nonce,
        pkceCodeVerifier: login.codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new TypeError('there is no ID token');
      return { ...(await this.userInfo(configuration, tokens.access_token, claims.sub)), ...claims };
    } catch (error) {
      this.logger.warn({ err: error }, 'a login by OIDC was refused');
      if (isNetworkError(error)) throw new OidcUnreachableError(error);
      throw new OidcRefusedError(sentenceOf(error), error);
    }
  }

  /** Some providers return group memberships only there. */
  private async userInfo(configuration: oidc.Configuration, accessToken: string, subject: string): Promise<Claims> {
    if (!configuration.serverMetadata().userinfo_endpoint) return {};
    return oidc.fetchUserInfo(configuration, accessToken, subject);
  }

  private async configuration(): Promise<oidc.Configuration> {
    this.#found ??= this.discover();
    try {
      return await this.#found;
    } catch (error) {
      this.#found = undefined;
      throw new OidcUnreachableError(error);
    }
  }

  private async discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.configured;
    const isLoopback = issuer.protocol === 'http:' && LOOPBACK.test(issuer.hostname);
    const execute = isLoopback ? [oidc.allowInsecureRequests] : [];
    const found = await oidc.discovery(issuer, clientId, undefined, oidc.None(), { execute, timeout: TIMEOUT_SECONDS });
    const configuration = new oidc.Configuration(
      found.serverMetadata(),
      clientId,
      undefined,
      authenticationOf(found.serverMetadata(), clientSecret),
    );
    configuration.timeout = TIMEOUT_SECONDS;
    if (isLoopback) oidc.allowInsecureRequests(configuration);
    return configuration;
  }
}

/** HTTP Basic is what a provider takes that does not say (RFC 8414). */
function authenticationOf(server: Readonly<oidc.ServerMetadata>, secret: string | null): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

const isNetworkError = (error: unknown): boolean =>
  error instanceof TypeError && error.message === 'fetch failed' && error.cause !== undefined;

function sentenceOf(error: unknown): string {
  if (error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied') {
    return 'The identity provider says that access was denied.';
  }
  return 'The response of the identity provider is invalid. Start the login again.';
}
