import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureDatabase } from '../postgres/ensure-database.js';
import { freePort, isPortFree } from '../processes/free-port.js';
import { LaunchedProcess } from '../processes/launched-process.js';
import type { ComponentDefinition } from './component.js';
import { DataDirectory } from './data-directory.js';
import { LogFiles } from './log-files.js';
import { RunRecord } from './run-record.js';
import { serviceComponent } from './service-component.js';
import { serviceEnvironment } from './service-environment.js';
import { natsComponent, postgresComponent, type StoreHooks } from './store-components.js';
import { ComponentStartError, SupervisedComponent } from './supervised-component.js';
import { PortTakenError, SystemStartError } from './system-errors.js';
import { type ServiceName, serviceNames, type StoreUrls, type System, type SystemOptions } from './system-options.js';

const DATABASE_NAME = 'wakeful';
const STEP_TIMEOUT_MS = 600_000;
const STEP_STOP_GRACE_MS = 5_000;

const NO_DATABASE = { DATABASE_URL: undefined };
/** These live without a database: they do not get to know where one is. */
const WITHOUT: Partial<Record<ServiceName, NodeJS.ProcessEnv>> = {
  checker: NO_DATABASE,
  'debug-session': NO_DATABASE,
};
/** Whose business it is to let people in. */
const DOOR_KEEPER: ServiceName = 'gateway';

/**
 * Starts the whole system as separate processes: PostgreSQL and nats-server unless they are given, migrations, every
 * service, and the demo target if wanted. Resolves when all of them are ready; if one cannot start, stops the others and
 * throws a sentence that says why.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const dataDir = new DataDirectory(resolve(options.dataDir));
  const record = await RunRecord.acquire(dataDir.runFile, (name, pid) =>
    options.onEvent?.({
      type: 'progress',
      message: `Ending ${name} (process ${pid}), left over from a run that was killed`,
    }),
  );
  const starter = new SystemStarter(options, dataDir, record);
  const stop = (): void => void starter.stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  options.abandonSignal?.addEventListener('abort', () => starter.abandon(), { once: true });
  try {
    return await starter.start();
  } catch (error) {
    await starter.stop();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

class SystemStarter {
  private readonly logs: LogFiles;
  private readonly repoRoot: string;
  private readonly apiKey: string;
  /** In the order of their start. Each group is stopped as a whole before the one that was started before it. */
  private readonly groups: SupervisedComponent[][] = [];
  private readonly urls: Record<string, string> = {};
  private stopping: Promise<void> | null = null;

  constructor(
    private readonly options: SystemOptions,
    private readonly dataDir: DataDirectory,
    private readonly record: RunRecord,
  ) {
    this.logs = new LogFiles(dataDir.logs);
    this.repoRoot = resolve(options.repoRoot);
    this.apiKey = dataDir.apiKey({ ...process.env, ...options.env }['BOOTSTRAP_API_KEY']);
  }

  async start(): Promise<System> {
    const { gatewayPort } = this.options;
    // Only now: until the leftovers of a killed run have ended, its gateway holds the port.
    if (gatewayPort !== undefined && !(await isPortFree(gatewayPort))) throw new PortTakenError(gatewayPort);
    const databaseUrl = this.options.databaseUrl ?? (await this.startPostgres());
    const natsUrl = this.options.natsUrl ?? (await this.startNats());
    const env = this.environment(databaseUrl, natsUrl);
    await this.migrate(env);
    if (this.options.ensureBrowser) await this.ensureBrowser(env);
    const demoTargetUrl = this.options.demoTarget ? await this.startDemoTarget(env) : null;
    await this.startServices(env, { databaseUrl, natsUrl });
    return this.system({ databaseUrl, natsUrl, demoTargetUrl });
  }

  /** Idempotent: the start of everything in reverse. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      for (const group of this.groups.toReversed())
        await Promise.allSettled(group.map((component) => component.stop()));
      await this.logs.close();
      this.record.release();
    })();
    return this.stopping;
  }

  /** Leaves nothing running, without waiting for anything. */
  abandon(): void {
    for (const component of this.groups.flat()) component.giveUp();
    this.record.killAll();
  }

  private async startPostgres(): Promise<string> {
    this.progress('Starting PostgreSQL');
    const { durability = 'durable', postgresSettings: settings = {} } = this.options;
    const own = { dataDir: this.dataDir.postgres, durability, settings };
    const { component, url } = postgresComponent(own, this.hooks('postgres'));
    await this.startGroup([component]);
    await ensureDatabase(url(), DATABASE_NAME);
    return url(DATABASE_NAME);
  }

  private async startNats(): Promise<string> {
    this.progress('Starting NATS');
    const own = await natsComponent(this.dataDir.nats, (sentence) => this.progress(sentence), this.hooks('nats'));
    await this.startGroup([own.component]);
    return own.url();
  }

  private async migrate(env: NodeJS.ProcessEnv): Promise<void> {
    this.progress('Migrating the database');
    const exitCode = await this.runStep('migrate', this.entryPoint('apps/recorder', 'migrate.js'), env);
    if (exitCode !== 0) throw this.failure('migrate', 'did not succeed');
  }

  /** Says itself what it does, and what is missing when it cannot: nothing but debug sessions needs a browser. */
  private async ensureBrowser(env: NodeJS.ProcessEnv): Promise<void> {
    const onLine = (line: string): void => this.progress(line);
    await this.runStep('browser', this.entryPoint('apps/debug-session', 'ensure-browser.js'), env, onLine);
  }

  /** Runs a program that ends by itself, and returns its exit code. */
  private async runStep(
    name: string,
    entryPoint: string,
    env: NodeJS.ProcessEnv,
    onLine?: (line: string) => void,
  ): Promise<number | null> {
    const hooks = this.hooks(name);
    const step = await LaunchedProcess.launch(process.execPath, [entryPoint], {
      cwd: this.repoRoot,
      env: { ...env, PORT: '0' },
      detached: true,
      ...hooks,
      onLine: (line) => {
        hooks.onLine(line);
        onLine?.(line);
      },
    });
    const end = (): void => void step.stop('SIGTERM', STEP_STOP_GRACE_MS);
    const timer = setTimeout(end, STEP_TIMEOUT_MS);
    this.options.signal?.addEventListener('abort', end, { once: true });
    const exit = await step.exited.finally(() => clearTimeout(timer));
    this.options.signal?.removeEventListener('abort', end);
    this.options.signal?.throwIfAborted();
    return exit.code;
  }

  private async startDemoTarget(env: NodeJS.ProcessEnv): Promise<string> {
    const port = await this.dataDir.rememberedPort('demo-target');
    await this.startGroup([
      this.service('demo-target', this.entryPoint('tools/demo-target', 'main.js'), port, {
        ...env,
        ...NO_DATABASE,
      }),
    ]);
    return `http://127.0.0.1:${port}`;
  }

  /** All at once, but grouped in the order in which they are to be stopped. */
  private async startServices(env: NodeJS.ProcessEnv, straight: StoreUrls): Promise<void> {
    this.progress(`Starting ${[...serviceNames].toReversed().join(', ')}`);
    const starts: Promise<void>[] = [];
    for (const name of serviceNames.toReversed()) {
      const components: ComponentDefinition[] = [];
      for (let index = 1; index <= (this.options.instances?.[name] ?? 1); index++) {
        const instance = index === 1 ? name : `${name}-${index}`;
        const wanted = instance === 'gateway' ? this.options.gatewayPort : undefined;
        const port = wanted ?? (await freePort());
        const stores = (await this.options.storeUrls?.(straight, instance)) ?? straight;
        const own = {
          ...env,
          ...{ DATABASE_URL: stores.databaseUrl, NATS_URL: stores.natsUrl },
          ...WITHOUT[name],
          BOOTSTRAP_API_KEY: name === DOOR_KEEPER ? this.apiKey : undefined,
          ...this.options.serviceEnv?.[name],
          ...this.options.serviceEnv?.[instance],
        };
        components.push(this.service(instance, this.entryPoint(`apps/${name}`, 'main.js'), port, own));
      }
      starts.push(this.startGroup(components));
    }
    await Promise.all(starts);
  }

  private async startGroup(definitions: readonly ComponentDefinition[]): Promise<void> {
    const { supervise = true, backOff, signal, onEvent } = this.options;
    signal?.throwIfAborted();
    const supervision = { restart: supervise, ...(backOff && { backOff }), onEvent: onEvent ?? (() => undefined) };
    const group = definitions.map((definition) => new SupervisedComponent(definition, supervision));
    this.groups.push(group);
    try {
      await Promise.all(group.map((component) => component.start()));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ComponentStartError) throw this.failure(error.component, error.what, error);
      throw error;
    }
    signal?.throwIfAborted();
  }

  private service(name: string, entryPoint: string, port: number, env: NodeJS.ProcessEnv): ComponentDefinition {
    this.urls[name] = `http://127.0.0.1:${port}`;
    return serviceComponent({ name, entryPoint, port, env, cwd: this.repoRoot, ...this.hooks(name) });
  }

  private entryPoint(project: string, file: string): string {
    const path = join(this.repoRoot, project, 'dist', file);
    if (!existsSync(path))
      throw new SystemStartError(project, 'is not built: run "npm run build"', '-', { lastLines: path });
    return path;
  }

  private environment(databaseUrl: string, natsUrl: string): NodeJS.ProcessEnv {
    const { logLevel, env, gatewayPort } = this.options;
    const publicUrl = gatewayPort === undefined ? undefined : `http://localhost:${gatewayPort}`;
    const secretKey = (): string => this.dataDir.secretKey();
    return { ...serviceEnvironment(process.env, { databaseUrl, natsUrl, secretKey, publicUrl, logLevel }), ...env };
  }

  private hooks(name: string): StoreHooks {
    return {
      onSpawn: (pid) => this.record.add(name, pid),
      onLine: (line) => {
        this.logs.write(name, line);
        this.options.onLog?.(name, line);
      },
    };
  }

  private progress(message: string): void {
    this.options.signal?.throwIfAborted();
    this.options.onEvent?.({ type: 'progress', message });
  }

  private failure(component: string, what: string, cause?: unknown): SystemStartError {
    const lastLines = this.logs.lastLines(component);
    return new SystemStartError(component, what, this.logs.pathOf(component), { cause, lastLines });
  }

  private system(stores: Pick<System, 'databaseUrl' | 'natsUrl' | 'demoTargetUrl'>): System {
    const components = new Map(this.groups.flat().map((component) => [component.name, component]));
    const component = (name: string): SupervisedComponent => {
      const found = components.get(name);
      if (!found)
        throw new RangeError(`There is no component ${name}; there are ${[...components.keys()].join(', ')}.`);
      return found;
    };
    const stop = (): Promise<void> => this.stop();
    return {
      ...stores,
      gatewayUrl: this.urls['gateway'] ?? '',
      apiKey: this.apiKey,
      urls: this.urls,
      dataDir: this.dataDir.path,
      pids: () => Object.fromEntries([...components].flatMap(([name, { pid }]) => (pid === null ? [] : [[name, pid]]))),
      kill: (name, signal = 'SIGKILL') => component(name).kill(signal),
      stopComponent: (name) => component(name).stop(),
      startComponent: (name) => component(name).start(),
      stop,
      [Symbol.asyncDispose]: stop,
    };
  }
}
