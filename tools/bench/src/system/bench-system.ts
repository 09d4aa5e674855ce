import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { describeExit, startSystem, type System, type SystemEvent, type SystemOptions } from '@wakeful/launching';
import pg from 'pg';
import { UsageSampler } from '../procfs/usage-sampler.js';
import { makeTargetIdentity } from '../target/target-certificate.js';
import { TargetProcess } from '../target/target-process.js';
import { ComponentEndedError } from './abort-error.js';
import { MetricsReader } from './metrics-reader.js';

export const TARGET = 'target';

/** What a scenario wants of its system. */
export interface SystemSettings {
  readonly instances?: NonNullable<SystemOptions['instances']>;
  readonly checkerEnv?: Readonly<Record<string, string>>;
  /** Start again what dies, instead of ending the benchmark. */
  readonly supervise?: boolean;
}

export interface BenchSystemOptions {
  readonly repoRoot: string;
  readonly checkers: number;
  readonly settings: SystemSettings;
  readonly tls: boolean;
  readonly browsers: boolean;
  /** Variables for single services. */
  readonly serviceEnv: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly postgresSettings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly abandonSignal: AbortSignal;
}

/** The whole system in a temporary folder, with a target and everything that is needed to measure it. */
export interface BenchSystem extends AsyncDisposable {
  readonly system: System;
  readonly target: TargetProcess;
  readonly database: pg.Pool;
  readonly nats: NatsConnection;
  readonly usage: UsageSampler;
  readonly metrics: MetricsReader;
  /** Aborted by Ctrl-C, and when a part of the system ends by itself. */
  readonly signal: AbortSignal;
}

export async function startBenchSystem(options: BenchSystemOptions): Promise<BenchSystem> {
  await using starting = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'wakeful-bench-'));
  starting.defer(() => rm(dataDir, { recursive: true, force: true }));
  // For the case that this process ends at once, without the above.
  const removeAtOnce = (): void => rmSync(dataDir, { recursive: true, force: true });
  process.once('exit', removeAtOnce);
  starting.defer(() => void process.off('exit', removeAtOnce));
  // PostgreSQL runs under an account of its own and has to pass this folder.
  await chmod(dataDir, 0o711);
  const identity = options.tls ? await makeTargetIdentity() : null;
  const trust: Record<string, string> = identity ? { NODE_EXTRA_CA_CERTS: join(dataDir, 'target.pem') } : {};
  if (identity) await writeFile(join(dataDir, 'target.pem'), identity.cert);
  const target = starting.use(await TargetProcess.start(identity));

  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const onEvent = (event: SystemEvent): void => {
    if (event.type !== 'exited' || options.settings.supervise) return;
    ended.abort(new ComponentEndedError(event.component, describeExit(event.exit)));
  };
  const system = starting.use(
    await startSystem({
      repoRoot: options.repoRoot,
      dataDir,
      durability: 'durable',
      postgresSettings: options.postgresSettings,
      supervise: options.settings.supervise ?? false,
      // What is measured is the way of a check: nothing is down, so no alerts are sent and no browser checks run.
      instances: {
        checker: options.checkers,
        notifier: 0,
        'debug-session': options.browsers ? 1 : 0,
        ...options.settings.instances,
      },
      ensureBrowser: options.browsers,
      serviceEnv: {
        ...options.serviceEnv,
        checker: { ...options.serviceEnv['checker'], ...options.settings.checkerEnv, ...trust },
      },
      signal,
      abandonSignal: options.abandonSignal,
      onEvent,
    }),
  );
  const database = new pg.Pool({ connectionString: system.databaseUrl, max: 2, application_name: 'wakeful-bench' });
  // A connection that breaks shows in the next query; without a listener it would end the process.
  database.on('error', () => undefined);
  starting.defer(() => database.end());
  const nats = await connect({ servers: system.natsUrl, name: 'bench' });
  starting.defer(() => nats.close());
  const usage = new UsageSampler(() => ({ ...system.pids(), [TARGET]: target.pid }));
  starting.defer(() => usage.stop());
  const metrics = new MetricsReader(system);

  const started = starting.move();
  return {
    ...{ system, target, database, nats, usage, metrics, signal },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
