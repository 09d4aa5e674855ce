import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { AccessTokens } from '../auth/access-tokens.js';
import type { EgressPolicy } from '../egress/egress-policy.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import { type LookUpRequest, NameLookUp } from '../look-up/name-look-up.js';
import type { LookUpFigures } from '../look-up/resolver-pool.js';
import { IssuerCertificates } from '../tls/issuer-certificates.js';
import type { TlsSettings } from '../tls/tls-settings.js';
import { type TrustStore, TrustStores } from '../tls/trust-stores.js';
import { type Address, inOrderOfTrial } from './address-order.js';
import { AddressRace, NoAddressConnected } from './address-race.js';

export type AddressFamily = 0 | 4 | 6;

/** Looks up all addresses of a host name; family 0 means both. Without a TTL an answer is good for one look. */
export type ResolveHost = (
  hostname: string,
  family: AddressFamily,
  request?: LookUpRequest,
) => Promise<readonly { address: string; family: number; ttlSeconds?: number }[]>;

export interface ProbeNetOptions {
  /** Default: {@link NameLookUp}. */
  resolve?: ResolveHost;
  /** PEM certificates to trust next to the usual ones. */
  trustedCertificates?: readonly string[];
}

/** The addresses of a host name that may be used, and what was said against the others. */
export interface FoundAddresses {
  /** In the order in which to try them. */
  allowed: Address[];
  /** Of each address that the egress policy refuses, why: a sentence without a full stop. */
  refused: string[];
  /** So long the answer may be used again. */
  ttlSeconds: number;
}

/** `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353` without its port. */
function addressOfNameServer(resolver: string): string {
  const inBrackets = /^\[(.+)\](?::\d+)?$/.exec(resolver)?.[1];
  if (inBrackets !== undefined || isIP(resolver) !== 0) return inBrackets ?? resolver;
  return resolver.replace(/:\d+$/, '');
}

/**
 * Bytes of all plain connections are read into this one buffer, one piece after the other. Node would else allocate 64 KiB for
 * each piece, however small, which was a tenth of a check's CPU.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

/** Takes what comes over a connection. The bytes are overwritten as soon as it returns: what is kept of them has to be copied. */
export type OnBytes = (bytes: Buffer) => void;

const blocked = (sentence: string): ProbeFailure =>
  new ProbeFailure('blocked', `Blocked by the egress policy: ${sentence}`);
/** What an emptied record or a filter of names answers with: no one can be reached there. */
const NOWHERE = new Set(['0.0.0.0', '::', '255.255.255.255']);
const leaveToCaller = (): undefined => undefined;
const noCertificate = (): DetailedPeerCertificate => ({}) as DetailedPeerCertificate;

/**
 * The only way by which probes and alerts reach the network: it looks names up and connects to an address that the egress policy
 * allows. There is no cache and no second look-up between the verdict and the connection, so a name that changes its
 * address in between (DNS rebinding) gains nothing.
 */
export class ProbeNet {
  /** Tokens that monitors with OAuth 2 share. */
  readonly accessTokens = new AccessTokens();
  readonly issuerCertificates = new IssuerCertificates();
  readonly #names = new NameLookUp();
  readonly #resolve: ResolveHost;
  readonly #trustStores: TrustStores;

  constructor(
    private readonly policy: EgressPolicy,
    private readonly options: ProbeNetOptions = {},
  ) {
    const { resolve, trustedCertificates = [] } = options;
    this.#resolve = resolve ?? ((...asked) => this.#names.resolve(...asked));
    this.#trustStores = new TrustStores(trustedCertificates);
  }

  /**
   * All addresses of a host name that the policy allows. Throws what the resolver throws, and a {@link ProbeFailure}
   * `blocked` when there are addresses, but none of them is allowed, or when a name server that the request names is not.
   */
  async lookUp(hostname: string, family: AddressFamily, request: LookUpRequest = {}): Promise<FoundAddresses> {
    for (const resolver of request.resolvers ?? []) this.#admitNameServer(resolver);
    const found = await this.#resolve(hostname, family, request);
    const allowed: Address[] = [];
    const refused: string[] = [];
    for (const one of found) {
      const verdict = this.policy.judge(one.address);
      if (verdict.allowed) allowed.push({ address: one.address, family: one.family === 6 ? 6 : 4 });
      else refused.push(verdict.sentence);
    }
    if (found.length > 0 && found.every(({ address }) => NOWHERE.has(address))) {
      const sentence = `${hostname} resolves to ${found[0]?.address}, which is no server's address`;
      throw new ProbeFailure('dns', sentence, { ownNetwork: 'possible' });
    }
    const [first] = refused;
    if (allowed.length === 0 && first) throw blocked(`${hostname} resolves to ${first.replace(' is ', ', which is ')}`);
    const ttlSeconds = Math.min(...found.map((one) => one.ttlSeconds ?? 0));
    return { allowed: inOrderOfTrial(allowed), refused, ttlSeconds };
  }

  /** The same network, in which a name has only one of its addresses. */
  pinnedTo(hostname: string, address: string): ProbeNet {
    const family = isIP(address);
    const resolve: ResolveHost = (asked, ...rest) =>
      asked === hostname ? Promise.resolve([{ address, family }]) : this.#resolve(asked, ...rest);
    return new ProbeNet(this.policy, { ...this.options, resolve });
  }

  /** How many look-ups there are and were. */
  get lookUpFigures(): Readonly<LookUpFigures> {
    return this.#names.figures;
  }

  /** A user names it: a question to it is a packet into the network like any other. */
  #admitNameServer(resolver: string): void {
    const verdict = this.policy.judge(addressOfNameServer(resolver));
    if (!verdict.allowed) throw blocked(`the name server ${verdict.sentence}`);
  }

  /** Throws a {@link ProbeFailure} `blocked` unless the policy allows `address`. */
  admit(address: string): void {
    const verdict = this.policy.judge(address);
    if (!verdict.allowed) throw blocked(verdict.sentence);
  }

  /**
   * Starts to connect to exactly this address. Throws as {@link admit} does.
   * @param onBytes takes what comes once the socket is resumed; such a socket tells no `data`
   */
  connect(address: string, port: number, onBytes?: OnBytes): Socket {
    this.admit(address);
    const target = { host: address, port, autoSelectFamily: false };
    if (!onBytes) return connect(target);
    const callback = (bytes: number): boolean => {
      onBytes(READ_BUFFER.subarray(0, bytes));
      return true;
    };
    // Paused, so that nothing is read before someone wants it.
    return connect({ ...target, onread: { buffer: READ_BUFFER, callback } }).pause();
  }

  /**
   * Connects to a host by name or address, to the one of its addresses that takes the connection first (see
   * {@link AddressRace}). For callers that have no use for the phases.
   * @throws ProbeFailure `blocked` or `dns`, what the resolver throws, or the error of the first address
   */
  async dial(hostname: string, port: number, signal: AbortSignal): Promise<Socket> {
    signal.throwIfAborted();
    const addresses =
      isIP(hostname) === 0 ? (await this.lookUp(hostname, 0, { signal })).allowed : [{ address: hostname }];
    if (addresses.length === 0) throw new ProbeFailure('dns', `${hostname} has no IP address`);
    return this.#race(
      addresses.map(({ address }) => address),
      port,
      signal,
    );
  }

  #race(addresses: readonly string[], port: number, signal: AbortSignal): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const race = new AddressRace(addresses, (address) => this.connect(address, port));
      const aborted = (): void => {
        race.destroy();
        reject(signal.reason as Error);
      };
      if (signal.aborted) return aborted();
      signal.addEventListener('abort', aborted, { once: true });
      race.start(
        (socket) => {
          signal.removeEventListener('abort', aborted);
          // Until the caller listens, an error must not end the process.
          socket.on('error', () => undefined);
          resolve(socket);
        },
        (error) => {
          signal.removeEventListener('abort', aborted);
          reject((error instanceof NoAddressConnected && error.attempts[0]?.error) || error);
        },
      );
    });
  }

  /** Whom a handshake with these settings trusts, and what it shows. @throws what OpenSSL says of PEM it cannot use */
  trust(settings: TlsSettings): TrustStore {
    return this.#trustStores.for(settings);
  }

  /**
   * Starts the handshake on an open connection; the socket tells `secureConnect`. The caller judges the
   * certificate with `judgeCertificate`, host name and all, as its facts are wanted when it is bad, too. No session is
   * ever resumed.
   */
  secure(socket: Socket, serverName: string, { context }: TrustStore): TLSSocket {
    const secured = connectTls({
      socket,
      // A server name is never an address (RFC 6066).
      ...(isIP(serverName) === 0 && { servername: serverName }),
      secureContext: context,
      rejectUnauthorized: false,
      checkServerIdentity: leaveToCaller,
      ALPNProtocols: ['http/1.1'],
    });
    // Node reads the whole chain into objects for the check above, a sixth of a handshake's CPU for nothing.
    secured.getPeerCertificate = noCertificate;
    return secured;
  }
}
