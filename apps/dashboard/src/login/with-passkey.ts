import type * as WebAuthn from '@simplewebauthn/browser';

/** Whether this page may use passkeys at all: browsers offer them over HTTPS, and on the machine itself. */
export const canUsePasskeys = (): boolean => window.isSecureContext && 'PublicKeyCredential' in window;

/** The browser, or the one who sits before it, did not give a passkey. */
class PasskeyRefused extends Error {
  override readonly name = 'PasskeyRefused';
}

/** The names are those of the browser's exceptions, https://www.w3.org/TR/webauthn-3/#sctn-create-credential-exceptions */
function sentenceOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') return 'This passkey is set up already.';
  if (name === 'SecurityError') {
    return `Passkeys work only at the address that the installation calls its own (PUBLIC_URL), not at ${window.location.origin}.`;
  }
  return 'The browser gave no passkey: it was cancelled, took too long, or there is none for this site.';
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
