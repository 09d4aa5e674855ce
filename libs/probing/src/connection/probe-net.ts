import { lookup, type LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import {
  connect as connectTls,
  createSecureContext,
  getCACertificates,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { EgressPolicy } from '../egress/egress-policy.js';
import { ProbeFailure } from '../failure/probe-failure.js';

export type AddressFamily = 0 | 4 | 6;

/** Looks up all addresses of a host name, in the order of preference; family 0 means both. */
export type ResolveHost = (hostname: string, family: AddressFamily) => Promise<LookupAddress[]>;

export interface ProbeNetOptions {
  /** Default: getaddrinfo, which knows the hosts file and search domains. */
  resolve?: ResolveHost;
  /** PEM certificates to trust beside the usual ones. */
  trustedCertificates?: readonly string[];
}

const resolveBySystem: ResolveHost = (hostname, family) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true, order: 'verbatim', family }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses);
    });
  });

/** The socket when it is connected; it is gone when it cannot be, or not in time. */
async function connected(socket: Socket, signal: AbortSignal): Promise<Socket> {
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const leaveToCaller = (): undefined => undefined;
const noCertificate = (): DetailedPeerCertificate => ({}) as DetailedPeerCertificate;

/**
 * The only way by which probes and alerts reach the network: it looks names up and connects to an address that the egress policy
 * allows. There is no cache and no second look-up between the verdict and the connection, so a name that changes its
 * address in between (DNS rebinding) gains nothing.
 */
export class ProbeNet {
  readonly #resolve: ResolveHost;
  readonly #trusted: readonly string[];
  #verifying: SecureContext | undefined;
  #trusting: SecureContext | undefined;

  constructor(
    private readonly policy: EgressPolicy,
    { resolve = resolveBySystem, trustedCertificates = [] }: ProbeNetOptions = {},
  ) {
    this.#resolve = resolve;
    this.#trusted = trustedCertificates;
  }

  /**
   * All addresses of a host name. Throws what the resolver throws, and a {@link ProbeFailure} `blocked` when the
   * policy refuses any one of them: a name with one forbidden address is not a site that is safe to visit.
   */
  async lookUp(hostname: string, family: AddressFamily): Promise<LookupAddress[]> {
    const addresses = await this.#resolve(hostname, family);
    for (const { address } of addresses) this.admit(address, hostname);
    return addresses;
  }

  /** Throws a {@link ProbeFailure} `blocked` unless the policy allows `address`, to which `hostname` resolved. */
  admit(address: string, hostname: string): void {
    const verdict = this.policy.judge(address);
    if (verdict.allowed) return;
    const via = address === hostname ? '' : `${hostname} resolves to `;
    throw new ProbeFailure('blocked', `Blocked by the egress policy: ${via}${verdict.sentence}`);
  }

  /** Starts to connect to exactly this address. Throws as {@link admit} does. */
  connect(address: string, port: number): Socket {
    this.admit(address, address);
    return connect({ host: address, port, autoSelectFamily: false });
  }

  /**
   * Connects to a host by name or address, to one of its addresses after the other until one takes the connection. For who
   * has no use for the phases.
   * @throws ProbeFailure `blocked`, what the resolver throws, or the error of the last address
   */
  async dial(hostname: string, port: number, signal: AbortSignal): Promise<Socket> {
    const addresses = isIP(hostname) === 0 ? await this.lookUp(hostname, 0) : [{ address: hostname }];
    let failure: unknown = new ProbeFailure('dns', `${hostname} has no IP address`);
    for (const { address } of addresses) {
      signal.throwIfAborted();
      try {
        return await connected(this.connect(address, port), signal);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  /**
   * Starts to connect and to shake hands; the socket tells `connect`, then `secureConnect`. The caller judges the
   * certificate with `judgeCertificate`, host name and all, as its facts are wanted when it is bad, too. No session is ever resumed.
   */
  connectTls(address: string, port: number, hostname: string, verify: boolean): TLSSocket {
    this.admit(address, address);
    const socket = connectTls({
      host: address,
      port,
      // A server name is never an address (RFC 6066).
      ...(isIP(hostname) === 0 && { servername: hostname }),
      secureContext: this.#secureContext(verify),
      rejectUnauthorized: false,
      checkServerIdentity: leaveToCaller,
      ALPNProtocols: ['http/1.1'],
    });
    // Node reads the whole chain into objects for the check above, a sixth of a handshake's CPU for nothing.
    socket.getPeerCertificate = noCertificate;
    return socket;
  }

  /** One context for all probes: reading the trusted roots anew would cost more than the handshake itself. */
  #secureContext(verify: boolean): SecureContext {
    if (!verify) return (this.#trusting ??= createSecureContext({ ca: [] }));
    return (this.#verifying ??= createSecureContext(
      this.#trusted.length === 0 ? {} : { ca: [...getCACertificates('default'), ...this.#trusted] },
    ));
  }
}
