import type { X509Certificate } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import {
  type CertificateFacts,
  type HeaderField,
  MAX_RAW_BODY_BYTES,
  type ProbeSecrets,
  type ProbeSpec,
  type RawCheck,
} from '@wakeful/contracts';
import { readText } from './body/body-text.js';
import { readCodings } from './body/decode-body.js';
import type { ProbeNet } from './connection/probe-net.js';
import type { ResponseHead } from './http/response-head.js';
import { httpProbe } from './http-probe.js';
import type { ProbeWitness } from './probe-witness.js';
import { certificateFactsOf } from './tls/certificate-facts.js';

const MAX_DNS_ANSWERS = 64;
const MAX_CHAIN_LENGTH = 10;
const MAX_HEADERS = 200;
const MAX_HEADER_NAME_CHARACTERS = 256;
const MAX_HEADER_VALUE_CHARACTERS = 8_192;
/** More than that in one answer is cut off, so that a check fits into a message. */
const MAX_HEADER_CHARACTERS = 65_536;
const TEXT_TYPE =
  /^(text\/|application\/([\w.+-]*\+)?(json|xml|javascript|x-www-form-urlencoded|problem|ld)|image\/svg)/i;

/** Whether a body of this content type can be read by a person; one without a type is taken for text. */
export const isTextType = (contentType: string | undefined): boolean =>
  contentType === undefined || contentType === '' || TEXT_TYPE.test(contentType);

/** The chain as the server sent it, from its own certificate up. */
function chainOf(leaf: X509Certificate | undefined): CertificateFacts[] {
  const chain: CertificateFacts[] = [];
  let certificate = leaf;
  const seen = new Set<string>();
  while (certificate && !seen.has(certificate.fingerprint256) && chain.length < MAX_CHAIN_LENGTH) {
    seen.add(certificate.fingerprint256);
    chain.push(certificateFactsOf(certificate));
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

/** Headers as they came, in order and with repetitions. */
function headersOf(head: ResponseHead): HeaderField[] {
  const headers: HeaderField[] = [];
  let characters = 0;
  for (const field of head.fields(MAX_HEADERS)) {
    const name = field.name.slice(0, MAX_HEADER_NAME_CHARACTERS);
    const value = field.value.slice(0, MAX_HEADER_VALUE_CHARACTERS).toWellFormed();
    characters += name.length + value.length;
    if (characters > MAX_HEADER_CHARACTERS) break;
    headers.push({ name, value });
  }
  return headers;
}

/** Keeps what the last hop showed; what a hop before it showed gives way. */
export class Recording implements ProbeWitness {
  dnsAnswers: RawCheck['dnsAnswers'] = [];
  tlsChain: CertificateFacts[] = [];
  headers: HeaderField[] = [];
  bodyBytes = 0;
  #contentTypes: readonly string[] = [];
  #hasCodings = false;
  #beginning: Buffer[] = [];
  #decoded: Buffer | null = null;

  resolved(addresses: readonly LookupAddress[]): void {
    this.tlsChain = [];
    this.dnsAnswers = addresses
      .slice(0, MAX_DNS_ANSWERS)
      .map(({ address, family }) => ({ address, ipFamily: family === 6 ? 6 : 4 }));
  }

  shookHands(certificate: X509Certificate | undefined): void {
    this.tlsChain = chainOf(certificate);
  }

  answered(head: ResponseHead): void {
    this.headers = headersOf(head);
    this.#contentTypes = head.values('content-type');
    this.#hasCodings = readCodings(head.values('content-encoding')).known.length > 0;
  }

  received(chunk: Buffer): void {
    if (this.bodyBytes < MAX_RAW_BODY_BYTES) this.#beginning.push(Buffer.from(chunk));
    this.bodyBytes += chunk.length;
  }

  decoded(body: Buffer): void {
    this.#decoded = body;
    this.bodyBytes = body.length;
  }

  /** The beginning of the body; null when there is none that a person can read. */
  get bodyText(): string | null {
    if (!isTextType(this.#contentTypes.at(-1)) || (this.#hasCodings && !this.#decoded)) return null;
    const bytes = (this.#decoded ?? Buffer.concat(this.#beginning)).subarray(0, MAX_RAW_BODY_BYTES);
    return bytes.length === 0 ? null : readText(bytes, this.#contentTypes).slice(0, MAX_RAW_BODY_BYTES);
  }
}

/** Probes a target once, as its checks do, and keeps everything that could be seen. Never rejects for what a target does. */
export async function rawCheck(
  spec: ProbeSpec,
  secrets: ProbeSecrets | null,
  signal: AbortSignal,
  net: ProbeNet,
): Promise<RawCheck> {
  const recording = new Recording();
  const startedAt = new Date().toISOString();
  const outcome = await httpProbe(spec, secrets, signal, net, recording);
  const { dnsAnswers, tlsChain, headers, bodyText, bodyBytes } = recording;
  const isBodyTruncated = bodyBytes > MAX_RAW_BODY_BYTES;
  return { startedAt, outcome, dnsAnswers, tlsChain, headers, bodyText, bodyBytes, isBodyTruncated };
}
