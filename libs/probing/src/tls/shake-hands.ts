import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Way } from '../connection/open-connection.js';
import type { ProbeNet } from '../connection/probe-net.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import type { HttpRequest } from '../http/http-request.js';
import { noteOddity } from '../note-oddity.js';
import type { ProbeRun } from '../probe-run.js';
import { readTarget } from '../probe-target.js';
import { chainOf, soonestToExpire } from './certificate-chain.js';
import { IncompleteChain, isIncomplete } from './incomplete-chain.js';
import { type TlsSettings, tlsSettingsOf } from './tls-settings.js';
import { judgeCertificate, oddityOf } from './tls-verdict.js';
import type { TrustStore } from './trust-stores.js';

/**
 * The name that is sent and verified: the monitor's own setting, or that of its Host header (as with curl's
 * `--connect-to`: the URL says where to connect, the header which site is meant), or the URL's. Where a redirect leads
 * to another origin, only the last one is left.
 */
function serverNameOf({ target, secrets }: HttpRequest, { tls, url }: Way): string {
  if (tls.serverName !== null && target.origin === readTarget(url).origin) return tls.serverName;
  const header = secrets && Object.entries(secrets.headers).find(([name]) => name.toLowerCase() === 'host')?.[1];
  const authority = `https://${header?.trim() ?? ''}`;
  if (!header || !URL.canParse(authority)) return target.hostname;
  return new URL(authority).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function trustOf(net: ProbeNet, settings: TlsSettings): TrustStore {
  try {
    return net.trust(settings);
  } catch (cause) {
    // OpenSSL's words would quote nothing secret, but help no one either.
    const sentence = 'The private authority or the client certificate of this monitor cannot be used: store it again';
    throw new ProbeFailure('checker_fault', sentence, { cause });
  }
}

/** Secures a connection and judges the certificate. The facts of what it met are noted also when it fails. */
export async function shakeHands(
  run: ProbeRun,
  plain: Socket,
  request: HttpRequest,
  spec: Way,
  net: ProbeNet,
  intermediates: readonly string[] = [],
): Promise<Socket> {
  const { facts, place } = run;
  const settings = { ...tlsSettingsOf(spec, request.secrets), intermediates };
  const { minVersion, clientCertificate, verify } = settings;
  const serverName = serverNameOf(request, spec);
  place.tls = { serverName, minVersion, hasClientCertificate: clientCertificate !== null };
  const store = trustOf(net, settings);
  run.enter('tls');
  const socket = run.own(net.secure(plain, serverName, store));
  await run.step<void>((resolve) => socket.once('secureConnect', resolve));
  run.leave();
  // Read once: Node gives the certificate of a socket to the first who asks, and undefined to everyone after.
  const certificate = socket.getPeerX509Certificate();
  // Told of the chain as the server sends it.
  if (intermediates.length === 0) run.witness?.shookHands(certificate);
  const chain = [...chainOf(certificate), ...intermediates.map((pem) => new X509Certificate(pem))];
  const soonest = soonestToExpire(chain, store.anchors, request.target.hostname);
  // Over all hops: visitors pass every one of them.
  if (soonest && !(facts.certificate && facts.certificate.expiresAt <= soonest.expiresAt)) facts.certificate = soonest;
  const protocol = socket.getProtocol();
  if (protocol) facts.tlsProtocol = protocol;
  if (!verify) return socket;
  const failure = judgeCertificate(socket, chain, serverName);
  if (failure) {
    const isLacking = isIncomplete(String(socket.authorizationError), chain);
    throw isLacking ? new IncompleteChain(failure.message, chain, store.anchors) : failure;
  }
  const oddity = oddityOf(chain);
  if (oddity) noteOddity(facts, oddity);
  return socket;
}
