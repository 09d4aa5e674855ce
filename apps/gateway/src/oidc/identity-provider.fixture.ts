import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { freePort } from '@wakeful/launching';
import Provider from 'oidc-provider';

export const CLIENT_ID = 'wakeful';

export interface Account {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  [claim: string]: unknown;
}

/** A certified OpenID provider on the loopback interface, at which people log in by being named. */
export interface IdentityProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly clientSecret: string;
  /** Who sits at the browser from now on; null: someone who says no. */
  person: Account | null;
}

export async function startIdentityProvider(redirectUri: string): Promise<IdentityProvider> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const clientSecret = randomBytes(16).toString('hex');
  const accounts = new Map<string, Account>();
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'roles', 'realm_access'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/people/${uid}` },
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: () => accounts.get(id) ?? { sub: id } }),
  });

  const identity: IdentityProvider = {
    issuer,
    clientSecret,
    person: null,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  async function decide(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { person } = identity;
    if (!person) {
      return provider.interactionFinished(
        request,
        response,
        { error: 'access_denied' },
        { mergeWithLastSubmission: false },
      );
    }
    accounts.set(person.sub, person);
    const grant = new provider.Grant({ accountId: person.sub, clientId: CLIENT_ID });
    grant.addOIDCScope('openid email profile');
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(request, response, { login: { accountId: person.sub }, consent });
  }
  const handle = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/people/')) void decide(request, response);
    else void handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return identity;
}
