import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed text could not be opened: made under a key that is not in the list, or tampered with. */
export class SealedSecretError extends Error {
  readonly code = 'SECRET_NOT_OPENED';

  constructor(cause?: unknown) {
    super('A stored secret cannot be decrypted: SECRET_KEY must hold the key under which it was stored.', { cause });
    this.name = 'SealedSecretError';
  }
}

interface Key {
  id: string;
  bytes: Buffer;
}

/** True for 32 bytes in base64, the form of one key in SECRET_KEY. */
export const isSecretKey = (text: string): boolean => Buffer.from(text, 'base64').length === 32;

/**
 * Encrypts secrets at rest and on the wire with AES-256-GCM. The first key of the list encrypts, all decrypt, so that
 * keys can be rotated. A sealed text is `<key id>.<base64 of nonce, tag and ciphertext>`.
 */
export class SecretBox {
  readonly #keys: readonly Key[];

  /** @param secretKeys comma-separated keys, newest first, each 32 bytes in base64 */
  constructor(secretKeys: string) {
    this.#keys = secretKeys.split(',').map((text) => {
      const bytes = Buffer.from(text.trim(), 'base64');
      return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
    });
  }

  /** How everything begins that the newest key sealed. */
  get newestPrefix(): string {
    return `${this.#newest.id}.`;
  }

  get #newest(): Key {
    const [newest] = this.#keys;
    if (!newest) throw new SealedSecretError();
    return newest;
  }

  seal(plaintext: string): string {
    const newest = this.#newest;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, newest.bytes, nonce);
    const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    return `${newest.id}.${Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64')}`;
  }

  /** @throws SealedSecretError */
  open(sealed: string): string {
    const [keyId, payload] = sealed.split('.');
    const key = this.#keys.find((candidate) => candidate.id === keyId);
    if (!key || !payload) throw new SealedSecretError();
    const bytes = Buffer.from(payload, 'base64');
    try {
      const decipher = createDecipheriv(ALGORITHM, key.bytes, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch (error) {
      throw new SealedSecretError(error);
    }
  }
}
