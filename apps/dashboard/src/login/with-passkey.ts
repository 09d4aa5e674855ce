import type * as WebAuthn from '@simplewebauthn/browser';

/** Browsers allow passkeys only over HTTPS and on localhost. */
export const canUsePasskeys = (): boolean => window.isSecureContext && 'PublicKeyCredential' in window;

/** The browser or its user refused to use a passkey. */
class PasskeyRefused extends Error {
  override readonly name = 'PasskeyRefused';
}

/** The names are those of the browser's exceptions, https://www.w3.org/TR/webauthn-3/#sctn-create-credential-exceptions */
function sentenceOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') return 'This passkey is already registered.';
  if (name === 'SecurityError') {
    return `Passkeys only work at the address in PUBLIC_URL, not at ${window.location.origin}.`;
  }
  return 'No passkey was used: the request was canceled or timed out, or this device has no passkey for this site.';
}

/**
 * Runs one ceremony of WebAuthn.
 * @throws PasskeyRefused
 */
export async function withPasskey<Answer>(ceremony: (library: typeof WebAuthn) => Promise<Answer>): Promise<Answer> {
  const library = await import('@simplewebauthn/browser');
  try {
    return await ceremony(library);
  } catch (error) {
    throw new PasskeyRefused(sentenceOf(error), { cause: error });
  }
}
