import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '@wakeful/platform';
import * as oidc from 'openid-client';
import type { Claims } from './claimed-role.js';
import { OidcNotConfiguredError, OidcRefusedError, OidcUnreachableError } from './oidc.errors.js';
import { OIDC_SETTINGS, type OidcSettings } from './oidc-settings.js';

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
