import type { X509Certificate } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import type { ResponseHead } from './http/response-head.js';

/**
 * Receives what a probe sees on its way, hop by hop, for callers that want more than its outcome. It gets values, never
 * the socket: a witness that reads from the socket takes from the probe what the probe continues to judge.
 */
export interface ProbeWitness {
  resolved(addresses: readonly LookupAddress[]): void;
  /** The server's certificate with its issuers linked; also when it is bad, as it is judged afterwards. */
  shookHands(certificate: X509Certificate | undefined): void;
  answered(head: ResponseHead): void;
  /** Bytes of the last answer's body as they come, with its content codings. To be copied if kept. */
  received(chunk: Buffer): void;
  /** The body without its codings, as far as it was read; not told of a body that does not decode or of which no one asks. */
  decoded(body: Buffer): void;
}
