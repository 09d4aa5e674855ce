import type * as WebAuthn from '@simplewebauthn/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { loginSessionQuery } from '../api/login-session.js';
import { withPasskey } from './with-passkey.js';

type RequestOptions = Parameters<typeof WebAuthn.startAuthentication>[0]['optionsJSON'];

/** Logs in with a passkey that the user picks in the browser; neither email address nor password is needed. */
export function usePasskeyLogin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const options = await bodyOf(client.GET('/api/v1/login/passkey'));
      const answer = await withPasskey(({ startAuthentication }) =>
        startAuthentication({ optionsJSON: options as unknown as RequestOptions }),
      );
      return bodyOf(client.POST('/api/v1/login/passkey', { body: answer as unknown as Schemas['PasskeyAnswer'] }));
    },
    gcTime: 0,
    onSuccess: (session) => queries.setQueryData(loginSessionQuery.queryKey, session),
  });
}
