import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

const USER_PRESENT_AND_VERIFIED = 0x05;
const HAS_CREDENTIAL = 0x40;

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const base64url = (data: string | Buffer): string => Buffer.from(data).toString('base64url');
/** CBOR (RFC 8949, 3) of a byte string of 24 to 255 bytes, in the shortest form, as CTAP2 demands. */
const cborBytes = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0x58, bytes.length]), bytes]);
/** CBOR of a text of up to 23 bytes. */
const cborText = (text: string): Buffer => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);

interface Ceremony {
  challenge: string;
  rpId: string;
  origin: string;
}

/**
 * A passkey made of nothing but the specification, so that a test can sign what no browser would: for another origin, with
 * an old count of signatures, or without a finger on it. https://www.w3.org/TR/webauthn-3/
 */
export class SoftwareAuthenticator {
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = randomBytes(16);
  /** How often it has signed. */
  signCount = 0;
  flags = USER_PRESENT_AND_VERIFIED;

  /** What `navigator.credentials.create` answers with, as JSON. */
  register({ challenge, rpId, origin }: Ceremony) {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    // COSE_Key (RFC 9053, 7.1.1) of ES256: kty 2, alg -7, crv 1, x, y.
    const publicKey = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      cborBytes(Buffer.from(x, 'base64url')),
      Buffer.from([0x22]),
      cborBytes(Buffer.from(y, 'base64url')),
    ]);
    const idLength = Buffer.alloc(2);
    idLength.writeUInt16BE(this.#id.length);
    const authData = Buffer.concat([
      this.authenticatorData(rpId, HAS_CREDENTIAL),
      Buffer.alloc(16),
      idLength,
      this.#id,
      publicKey,
    ]);
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      ...[cborText('fmt'), cborText('none'), cborText('attStmt'), Buffer.from([0xa0])],
      ...[cborText('authData'), cborBytes(authData)],
    ]);
    const clientData = this.clientData('webauthn.create', challenge, origin);
    return this.credential({ clientDataJSON: base64url(clientData), attestationObject: base64url(attestation) });
  }

  /** What `navigator.credentials.get` answers with, as JSON. */
  answer({ challenge, rpId, origin }: Ceremony) {
    this.signCount += 1;
    const authenticatorData = this.authenticatorData(rpId);
    const clientData = this.clientData('webauthn.get', challenge, origin);
    const signature = createSign('sha256')
      .update(Buffer.concat([authenticatorData, sha256(clientData)]))
      .sign(this.#keys.privateKey);
    return this.credential({
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(authenticatorData),
      signature: base64url(signature),
    });
  }

  private clientData(type: string, challenge: string, origin: string): string {
    return JSON.stringify({ type, challenge, origin, crossOrigin: false });
  }

  private authenticatorData(rpId: string, moreFlags = 0): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.signCount);
    return Buffer.concat([sha256(rpId), Buffer.from([this.flags | moreFlags]), count]);
  }

  private credential<Response>(response: Response) {
    const id = base64url(this.#id);
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }
}
