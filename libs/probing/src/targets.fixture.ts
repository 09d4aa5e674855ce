import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { expect } from '@jest/globals';
import { type CheckOutcome, checkOutcome, NO_SECRETS, type ProbeSecrets, type ProbeSpec } from '@wakeful/contracts';
import { aProbeSpec } from '@wakeful/testing';
import { ProbeNet, type ResolveHost } from './connection/probe-net.js';
import { parseEgressPolicy } from './egress/egress-policy.js';
import { httpProbe } from './http-probe.js';
import type { ProbeWitness } from './probe-witness.js';

/** A server on a random loopback port that is gone at the end of the block: `await using target = …`. */
export class Target implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  #onClose: (() => void) | null = null;
  connections = 0;

  private constructor(
    private readonly server: Server,
    readonly scheme: 'http' | 'https',
    readonly host: string,
  ) {
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#onClose?.();
      });
    });
  }

  static async http(listener: RequestListener, host = '127.0.0.1'): Promise<Target> {
    return new Target(createHttpServer(listener), 'http', host).#listen();
  }

  static async https(options: ServerOptions, listener: RequestListener = answer('ok')): Promise<Target> {
    return new Target(createHttpsServer(options, listener), 'https', '127.0.0.1').#listen();
  }

  static async tcp(onConnection: (socket: Socket) => void, scheme: 'http' | 'https' = 'http'): Promise<Target> {
    return new Target(createTcpServer(onConnection), scheme, '127.0.0.1').#listen();
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path = '/', host = this.host): string {
    return `${this.scheme}://${host.includes(':') ? `[${host}]` : host}:${this.port}${path}`;
  }

  /** Waits until no connection is open, as the server sees it. */
  async allClosed(): Promise<void> {
    while (this.#sockets.size > 0) await new Promise<void>((resolve) => (this.#onClose = resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, this.host, resolve));
    return this;
  }
}

/** A listener that always answers the same. */
export function answer(
  body: string | Buffer,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): RequestListener {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

export const redirectTo =
  (location: string, status = 302): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { location }).end();

/** Every host name is this machine, unless it is named otherwise. */
export function resolveTo(hosts: Readonly<Record<string, readonly string[]>> = {}): ResolveHost {
  return (hostname, family) => {
    const addresses = hosts[hostname] ?? ['127.0.0.1'];
    const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    return Promise.resolve(all.filter((one) => family === 0 || one.family === family));
  };
}

export interface ProbeOptions {
  secrets?: Partial<ProbeSecrets>;
  signal?: AbortSignal;
  resolve?: ResolveHost;
  trusted?: string;
  /** Instead of what `resolve` and `trusted` make. */
  net?: ProbeNet;
}

/** What `witness.spec` sets to run the suites as they are, but watched: who looks on, and who receives each outcome. */
export const watching: { makeWitness?: () => ProbeWitness; onOutcome?: (outcome: CheckOutcome) => void } = {};

/** Probes with everything defaulted; loopback is allowed, `10.66.0.0/16` stands for what is not. */
export async function probe(
  url: string,
  spec: Partial<ProbeSpec> = {},
  options: ProbeOptions = {},
): Promise<CheckOutcome> {
  const policy = parseEgressPolicy('internal,127.0.0.0/8,::1/128', '10.66.0.0/16');
  const trustedCertificates = options.trusted === undefined ? [] : [options.trusted];
  const net = options.net ?? new ProbeNet(policy, { resolve: options.resolve ?? resolveTo(), trustedCertificates });
  const secrets = options.secrets ? { ...NO_SECRETS, ...options.secrets } : null;
  const signal = options.signal ?? new AbortController().signal;
  const outcome = await httpProbe(aProbeSpec({ url, ...spec }), secrets, signal, net, watching.makeWitness?.());
  watching.onOutcome?.(outcome);
  return outcome;
}

/** Holds for every outcome whatever happened: it fits the contract and its phases add up. */
export function expectSound(outcome: CheckOutcome): void {
  expect(checkOutcome.parse(outcome)).toEqual(outcome);
  const { totalUs, ...each } = outcome.timings;
  expect(Object.values(each).reduce((sum, us) => sum + us, 0)).toBe(totalUs);
  if (outcome.status === 'up') expect(outcome.detail).toBe('');
  else expect(outcome.detail).not.toBe('');
}
