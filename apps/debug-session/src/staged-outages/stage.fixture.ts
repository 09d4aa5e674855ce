import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { connect, createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import { type DebugRunV2, NO_SECRETS, type ProbeSecrets, type ProbeSpec, type RawCheck } from '@wakeful/contracts';
import { freePort } from '@wakeful/launching';
import { parseEgressPolicy, ProbeNet, rawCheck, type ResolveHost } from '@wakeful/probing';
import { aProbeSpec, waitFor } from '@wakeful/testing';
import { Scratch } from '../browser/scratch.js';
import { VisitWithBrowser } from '../browser/visit-with-browser.js';
import { TestAuthority, trustEverywhere } from '../certificates.fixture.js';
import type { DebugSessionConfig } from '../config.js';
import { type Examination, ExaminePage } from '../sessions/examine-page.js';
import { temporaryFolder } from '../temporary-folder.fixture.js';
import { testConfig } from '../visits.fixture.js';

/** Under EGRESS_ALLOW: this machine, the networks of companies and the public ones, and IPv6 addresses of examples. */
const ALLOWED = 'internal,127.0.0.0/8,2001:db8::/32';
/** How long a look-up may say that there is none, as the codes of c-ares. */
type NameFailure = 'ENOTFOUND' | 'ENODATA' | 'ESERVFAIL';

/** The certificate authorities of the stage: a trusted one with an intermediate, and an untrusted one. */
export interface Authorities {
  root: TestAuthority;
  issuing: TestAuthority;
  corporate: TestAuthority;
}

/** Where outages are staged: a name service, addresses of this machine, certificates, and those who look. */
export class Stage implements AsyncDisposable {
  readonly #names = new Map<string, readonly string[] | NameFailure>();
  readonly #scenes: Scene[] = [];

  private constructor(
    readonly authorities: Authorities,
    readonly withBrowser: ExaminePage,
    /** What needs no eyes is examined in a tenth of the time. */
    readonly withoutBrowser: ExaminePage,
    readonly net: ProbeNet,
    private readonly close: () => void,
  ) {}

  static async open(): Promise<Stage> {
    const root = await TestAuthority.make('Lab Root X1');
    const issuing = await TestAuthority.make('Lab Issuing CA E5', root);
    const corporate = await TestAuthority.make('Corp Proxy Root');
    const forget = trustEverywhere(root.pem);
    const folder = temporaryFolder();
    const scratch = new Scratch(folder.path);
    scratch.prepare();
    const resolve: ResolveHost = (hostname, family) => stage.#resolve(hostname, family);
    const net = new ProbeNet(parseEgressPolicy(ALLOWED), { resolve });
    const examiner = (config: DebugSessionConfig): ExaminePage =>
      new ExaminePage(net, config, new VisitWithBrowser(net, config, scratch));
    const withBrowser = examiner(testConfig());
    const withoutBrowser = examiner(testConfig({ CHROMIUM_PATH: '/no/browser/here' }));
    const stage = new Stage({ root, issuing, corporate }, withBrowser, withoutBrowser, net, () => {
      forget();
      folder[Symbol.dispose]();
    });
    return stage;
  }

  /** A scene has a name, an address and two ports of its own. */
  async scene(name: string): Promise<Scene> {
    const address = `127.10.0.${10 + this.#scenes.length}`;
    const scene = new Scene(this, name, address, [await freePort(), await freePort()]);
    this.#scenes.push(scene);
    scene.resolve([address]);
    return scene;
  }

  name(host: string, found: readonly string[] | NameFailure): void {
    this.#names.set(host, found);
  }

  #resolve(hostname: string, family: number): ReturnType<ResolveHost> {
    const found = this.#names.get(hostname) ?? 'ENOTFOUND';
    if (typeof found === 'string') return Promise.reject(Object.assign(new Error(`query ${found}`), { code: found }));
    const all = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    return Promise.resolve(all.filter((one) => family === 0 || one.family === family));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#scenes.map((scene) => scene.clear()));
    this.close();
  }
}

export interface Serving {
  address?: string;
  port?: number;
  tls?: ServerOptions;
}

/** One site, as it is served at a moment. */
export class Scene {
  readonly #open: { server: Server | TcpServer; sockets: Set<Socket> }[] = [];
  readonly #children: ChildProcess[] = [];
  readonly #held: Socket[] = [];

  constructor(
    readonly stage: Stage,
    readonly name: string,
    readonly address: string,
    private readonly ports: readonly [number, number],
  ) {}

  get host(): string {
    return `${this.name}.test`;
  }

  get port(): number {
    return this.ports[0];
  }

  get otherPort(): number {
    return this.ports[1];
  }

  url(scheme: 'http' | 'https' = 'http', host = this.host, port = this.port): string {
    return `${scheme}://${host}:${port}/`;
  }

  resolve(found: readonly string[] | NameFailure, host = this.host): void {
    this.stage.name(host, found);
  }

  async serve(answer: RequestListener, { tls, ...where }: Serving = {}): Promise<void> {
    await this.#listen(tls ? createTlsServer(tls, answer) : createServer(answer), where);
  }

  /** Whoever connects is met by `greet`, whatever protocol it is. */
  async listen(greet: (socket: Socket) => void, where: Omit<Serving, 'tls'> = {}): Promise<void> {
    await this.#listen(createTcpServer(greet), where);
  }

  /**
   * An address that takes no packets: its server is stopped and its queue of connections is full, so that the kernel
   * drops each further SYN, as a machine does that is gone.
   */
  async leaveDead(address: string): Promise<void> {
    const listen = `require('net').createServer().listen({host:'${address}',port:${this.port},backlog:1},()=>console.log())`;
    const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#children.push(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGSTOP');
    await waitFor(async () => !(await this.#isTaken(address)), { what: 'an address that takes no connection' });
  }

  #isTaken(address: string): Promise<boolean> {
    const socket = connect({ host: address, port: this.port });
    socket.on('error', () => undefined);
    this.#held.push(socket);
    return new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      setTimeout(() => resolve(false), 300);
    });
  }

  async #listen(server: Server | TcpServer, { address = this.address, port = this.port }: Omit<Serving, 'tls'>) {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(port, address, resolve));
    this.#open.push({ server, sockets });
  }

  /** Takes away what is served; names stay as they are. */
  async clear(): Promise<void> {
    for (const socket of this.#held.splice(0)) socket.destroy();
    for (const child of this.#children.splice(0)) child.kill('SIGKILL');
    for (const { server, sockets } of this.#open.splice(0)) {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

/** How a site is monitored. */
export interface Monitored {
  spec: ProbeSpec;
  secrets: ProbeSecrets | null;
}

export const monitored = (
  url: string,
  spec: Partial<ProbeSpec> = {},
  secrets: Partial<ProbeSecrets> | null = null,
): Monitored => ({
  spec: aProbeSpec({ url, timeoutMs: 10_000, ...spec }),
  secrets: secrets && { ...NO_SECRETS, ...secrets },
});

export const checkOnce = ({ net }: Stage, { spec, secrets }: Monitored): Promise<RawCheck> =>
  rawCheck(spec, secrets, new AbortController().signal, net);

export const examine = (
  examinePage: ExaminePage,
  { spec, secrets }: Monitored,
  known: Pick<DebugRunV2, 'failure' | 'lastGood'> = {},
): Promise<Examination> => examinePage.run({ spec, ...known }, secrets, new AbortController().signal);
