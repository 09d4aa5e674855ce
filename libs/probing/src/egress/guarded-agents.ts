import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { ProbeNet } from '../connection/probe-net.js';

export interface GuardedAgents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

type OnConnection = (error: Error | null, socket?: Duplex) => void;
type ConnectOptions = ConnectionOptions & { host?: string | undefined; port?: number | string | undefined };

const CONNECT_TIMEOUT_MS = 10_000;

const dial = (net: ProbeNet, { host = '', port = 0 }: ConnectOptions) =>
  net.dial(host.replace(/^\[|\]$/g, ''), Number(port), AbortSignal.timeout(CONNECT_TIMEOUT_MS));

/**
 * Agents for HTTP clients, whose every connection goes through the egress policy: whatever a URL, a resolver or a redirect
 * says, it ends at an address that was judged. No connection is kept or used again. TLS is verified as ever.
 * @param trustedCertificates PEM certificates to trust in the place of the usual ones
 */
export function guardedAgents(net: ProbeNet, trustedCertificates?: readonly string[]): GuardedAgents {
  const options: AgentOptions = { keepAlive: false, maxSockets: Infinity };

  class GuardedHttpAgent extends HttpAgent {
    override createConnection(target: ConnectOptions, done: OnConnection): undefined {
      dial(net, target).then((socket) => done(null, socket), done);
    }
  }

  class GuardedHttpsAgent extends HttpsAgent {
    override createConnection(target: ConnectOptions, done: OnConnection): undefined {
      const { host = '', servername = isIP(host) === 0 ? host : '' } = target;
      const ca = trustedCertificates && [...trustedCertificates];
      dial(net, target).then((socket) => {
        // The handshake's errors reach the request, which listens to its socket.
        done(null, connectTls({ socket, host, servername, ALPNProtocols: ['http/1.1'], ...(ca && { ca }) }));
      }, done);
    }
  }

  return { httpAgent: new GuardedHttpAgent(options), httpsAgent: new GuardedHttpsAgent(options) };
}
