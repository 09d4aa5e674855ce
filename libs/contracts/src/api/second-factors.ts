import { z } from 'zod';
import { nameText } from '../name-text.js';

const ID = '9a1c6d4e-52a7-4f7b-9d0b-0c1d2e3f4a5b';
/** More than any authenticator sends: a few hundred bytes, or a few thousand with an attestation. */
const MAX_BINARY_LENGTH = 20_000;
const base64url = z
  .string()
  .min(1)
  .max(MAX_BINARY_LENGTH)
  .regex(/^[A-Za-z0-9_-]+=*$/, 'must be base64url');

/** Six digits of an authenticator app, or one of the recovery codes. */
export const secondFactorCode = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .meta({ description: '6 digits from an authenticator app, or a recovery code.' });

const passkeyExample = {
  id: ID,
  name: 'Laptop',
  createdAt: '2026-01-31T12:00:00.000Z',
  lastUsedAt: null,
};
export const passkey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Passkey', example: passkeyExample });
export type PasskeyResponse = z.infer<typeof passkey>;

export const secondFactors = z
  .object({
    hasTotp: z.boolean().meta({ description: 'Whether codes of an authenticator app are set up.' }),
    passkeys: z.array(passkey),
    recoveryCodesLeft: z.int().min(0),
  })
  .meta({ id: 'SecondFactors', example: { hasTotp: true, passkeys: [passkeyExample], recoveryCodesLeft: 10 } });
export type SecondFactorsResponse = z.infer<typeof secondFactors>;

export const totpSecret = z
  .object({
    secret: z.string().meta({ description: 'In Base32, for manual entry in an authenticator app.' }),
    uri: z.string().meta({ description: 'The same as an otpauth: URI, for a QR code.' }),
  })
  .meta({
    id: 'TotpSecret',
    example: {
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      uri: 'otpauth://totp/Wakeful:ann%40shop.example?issuer=Wakeful&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    },
  });
export type TotpSecret = z.infer<typeof totpSecret>;

export const confirmTotp = z
  .strictObject({ code: secondFactorCode })
  .meta({ id: 'ConfirmTotp', example: { code: '287082' } });
export type ConfirmTotp = z.output<typeof confirmTotp>;

export const recoveryCodes = z
  .object({
    recoveryCodes: z
      .array(z.string())
      .meta({ description: 'Each is valid once. Shown only here; empty if the user already has recovery codes.' }),
  })
  .meta({ id: 'RecoveryCodes', example: { recoveryCodes: ['k3vq-7xne-2mhd-p5ta'] } });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;

/** Options of WebAuthn in its JSON form, for `navigator.credentials`; only the challenge is looked at here. */
export const passkeyOptions = z.looseObject({ challenge: z.string() }).meta({
  id: 'PasskeyOptions',
  description: 'As `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON` read them.',
  example: { challenge: 'cmFuZG9t', rpId: 'wakeful.example', userVerification: 'required' },
});

/** https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson */
const newPasskey = z.looseObject({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  response: z.looseObject({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(40)).max(20).optional(),
  }),
});
export const addPasskey = z.strictObject({ name: nameText(100), credential: newPasskey }).meta({
  id: 'AddPasskey',
  example: {
    name: 'Laptop',
    credential: {
      id: 'AQID',
      rawId: 'AQID',
      type: 'public-key',
      response: { clientDataJSON: 'e30', attestationObject: 'oA' },
      clientExtensionResults: {},
    },
  },
});
export type AddPasskey = z.output<typeof addPasskey>;

/** https://www.w3.org/TR/webauthn-3/#dictdef-authenticationresponsejson */
export const passkeyAnswer = z
  .looseObject({
    id: base64url,
    rawId: base64url,
    type: z.literal('public-key'),
    response: z.looseObject({
      clientDataJSON: base64url,
      authenticatorData: base64url,
      signature: base64url,
      userHandle: base64url.nullish(),
    }),
  })
  .meta({
    id: 'PasskeyAnswer',
    example: {
      id: 'AQID',
      rawId: 'AQID',
      type: 'public-key',
      response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
      clientExtensionResults: {},
    },
  });
export type PasskeyAnswer = z.output<typeof passkeyAnswer>;

export const accessRules = z
  .object({
    requiresSecondFactor: z
      .boolean()
      .meta({ description: 'Whether users without a second factor can only set one up.' }),
    usersWithSecondFactor: z.array(z.uuid()),
  })
  .meta({ id: 'AccessRules', example: { requiresSecondFactor: false, usersWithSecondFactor: [ID] } });
export type AccessRules = z.infer<typeof accessRules>;

export const changeAccessRules = z
  .strictObject({ requiresSecondFactor: z.boolean() })
  .meta({ id: 'ChangeAccessRules', example: { requiresSecondFactor: true } });
export type ChangeAccessRules = z.output<typeof changeAccessRules>;
