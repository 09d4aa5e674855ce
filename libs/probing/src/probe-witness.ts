import type { LookupAddress } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

/** Is told what a probe sees on its way, hop by hop, for those who want more than its outcome. */
export interface ProbeWitness {
  resolved(addresses: readonly LookupAddress[]): void;
  /** Also when the certificate is bad: it is judged afterwards. */
  shookHands(socket: TLSSocket): void;
  answered(response: IncomingMessage): void;
  /** Bytes of the last answer's body as they come, with its content codings. */
  received(chunk: Buffer): void;
  /** The whole body without its codings; not told of a body that is too large or does not decode. */
  decoded(body: Buffer): void;
}
