import type * as WebAuthn from '@simplewebauthn/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { loginSessionQuery } from '../api/login-session.js';
import { withPasskey } from '../login/with-passkey.js';

export type Passkey = Schemas['Passkey'];

const FACTORS = '/api/v1/session/second-factors';
type CreationOptions = Parameters<typeof WebAuthn.startRegistration>[0]['optionsJSON'];

export const useSecondFactors = () =>
  useQuery({ queryKey: keys.secondFactors, queryFn: () => bodyOf(client.GET(FACTORS)) });

/** Reads again what depends on the factors. */
export function useRefreshFactors(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.secondFactors }),
      queries.invalidateQueries({ queryKey: loginSessionQuery.queryKey }),
    ]);
}

/** Secrets and codes are shown once and are not cached. */
export const useBeginTotp = () => useMutation({ mutationFn: () => bodyOf(client.POST(`${FACTORS}/totp`)), gcTime: 0 });

export const useConfirmTotp = () =>
  useMutation({
    mutationFn: (code: string) => bodyOf(client.POST(`${FACTORS}/totp/confirmation`, { body: { code } })),
    gcTime: 0,
  });

export const useAddPasskey = () =>
  useMutation({
    mutationFn: async (name: string) => {
      const options = await bodyOf(client.POST(`${FACTORS}/passkeys/options`));
      const credential = await withPasskey(({ startRegistration }) =>
        startRegistration({ optionsJSON: options as unknown as CreationOptions }),
      );
      const body = { name, credential: credential as unknown as Schemas['AddPasskey']['credential'] };
      return bodyOf(client.POST(`${FACTORS}/passkeys`, { body }));
    },
    gcTime: 0,
  });

export const useRenewRecoveryCodes = () =>
  useMutation({ mutationFn: () => bodyOf(client.POST(`${FACTORS}/recovery-codes`)), gcTime: 0 });

/** @param passkey null: the authenticator app */
export async function removeFactor(passkey: Passkey | null): Promise<void> {
  if (passkey === null) await bodyOf(client.DELETE(`${FACTORS}/totp`));
  else await bodyOf(client.DELETE(`${FACTORS}/passkeys/{id}`, { params: { path: { id: passkey.id } } }));
}

export const useConfirmSession = () =>
  useMutation({
    mutationFn: (password: string) => bodyOf(client.POST('/api/v1/session/confirmation', { body: { password } })),
    gcTime: 0,
  });
