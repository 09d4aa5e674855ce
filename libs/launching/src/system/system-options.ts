import type { BackOffOptions } from './back-off.js';
import type { ComponentEvent } from './component.js';

/** In the order in which they are stopped: what makes work first, what answers people last. */
export const serviceNames = ['scheduler', 'checker', 'debug-session', 'recorder', 'notifier', 'gateway'] as const;
export type ServiceName = (typeof serviceNames)[number];

export type SystemEvent = ComponentEvent | { type: 'progress'; message: string };

/** Where a process finds PostgreSQL and NATS. */
export interface StoreUrls {
  readonly databaseUrl: string;
  readonly natsUrl: string;
}

export interface SystemOptions {
  /** The checkout, with every project built. */
  repoRoot: string;
  /** Where data, logs and the secret key are kept between runs. */
  dataDir: string;
  /** Without it a free port. A taken one is refused with PortTakenError. */
  gatewayPort?: number;
  logLevel?: string;
  /** How many processes of each service; 1 each by default. They are called `checker`, `checker-2`, … */
  instances?: Partial<Record<ServiceName, number>>;
  /** Variables for every service. */
  env?: Readonly<Record<string, string>>;
  /** Variables for a service (`checker`: all its processes) or for one of its processes (`checker-2`). */
  serviceEnv?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** How a process reaches the stores if not straight: such as through a relay that can be cut. */
  storeUrls?: (straight: StoreUrls, instance: string) => StoreUrls | Promise<StoreUrls>;
  /** A PostgreSQL that is there already, instead of one of our own. */
  databaseUrl?: string;
  /** A NATS server that is there already, instead of one of our own. */
  natsUrl?: string;
  /** Settings of our own PostgreSQL, as in postgresql.conf. */
  postgresSettings?: Readonly<Record<string, string>>;
  /** `throwaway` for tests: fast, and forgets everything when the machine crashes. */
  durability?: 'throwaway' | 'durable';
  /** Also run the demo target, on a port that stays the same between runs. */
  demoTarget?: boolean;
  /** See to it first that there is a browser for debug sessions, which may mean to install one; false by default. */
  ensureBrowser?: boolean;
  /** Start again what dies; true by default. */
  supervise?: boolean;
  backOff?: BackOffOptions;
  /** Ends a start that is under way; what was started by then is stopped. */
  signal?: AbortSignal;
  /** Ends every process at once, whether the system is starting, running or stopping. */
  abandonSignal?: AbortSignal;
  onEvent?: (event: SystemEvent) => void;
  /** Every line that a process writes; all of them are in `<dataDir>/logs` too. */
  onLog?: (component: string, line: string) => void;
}

export interface System extends AsyncDisposable {
  readonly gatewayUrl: string;
  /** An admin's; it is in `<dataDir>/api-key` too. */
  readonly apiKey: string;
  /** Of every process that serves HTTP, by its name: for health and metrics. */
  readonly urls: Readonly<Record<string, string>>;
  readonly demoTargetUrl: string | null;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly dataDir: string;
  /** Of the processes that run at the moment, by their names; `nats` and `postgres` when they are ours. */
  pids(): Readonly<Record<string, number>>;
  /** Sends a signal to one process, as if by accident. False when it is not running. */
  kill(component: string, signal?: NodeJS.Signals): boolean;
  /** Stops one process in an orderly way; it is not started again until `startComponent`. */
  stopComponent(component: string): Promise<void>;
  startComponent(component: string): Promise<void>;
  /** Stops everything in order. */
  stop(): Promise<void>;
}
