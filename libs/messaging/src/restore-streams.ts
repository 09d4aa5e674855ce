import { JetStreamApiError, type JetStreamManager, jetstreamManager, type StreamConfig } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DependencyLog, LOGGER, type Logger, PeriodicJob } from '@wakeful/platform';
import { artifactBucketConfig, DEFAULT_ARTIFACT_DAYS } from './artifact-bucket.js';
import { NATS_CONNECTION } from './message-bus.js';
import { streamDefinitions } from './streams.js';

const INTERVAL_MS = 5_000;
const NOT_FOUND = 404;
const STREAM_NAME_IN_USE = 10_058;

/**
 * Makes streams that are missing: a server that lost its data, or that could not restore a stream for want of room, would
 * else be without it until the next update. What they held is lost, and becomes gaps. Streams that are there stay as they
 * are: to change them is for the migration step.
 */
@Injectable()
export class RestoreStreams implements OnModuleInit, OnModuleDestroy {
  readonly #job: PeriodicJob;
  /** Why a stream could not be made, as it was said last. */
  readonly #said = new Map<string, string>();

  constructor(
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DependencyLog) dependencies: DependencyLog,
  ) {
    const run = (): Promise<void> => this.run();
    this.#job = new PeriodicJob({ name: 'restoring of streams', intervalMs: INTERVAL_MS, run, logger, dependencies });
  }

  /** Before consumers bind to what may be missing. */
  async onModuleInit(): Promise<void> {
    await this.#job.runFirst();
  }

  onModuleDestroy(): Promise<void> {
    return this.#job.stop();
  }

  /** Looks once, and makes what is missing. */
  async run(): Promise<void> {
    const manager = await jetstreamManager(this.connection);
    const wanted = [...streamDefinitions, artifactBucketConfig(DEFAULT_ARTIFACT_DAYS)];
    const missing: typeof wanted = [];
    let replicas = 1;
    for (const config of wanted) {
      const found = await configOf(manager, config.name);
      if (found) replicas = Math.max(replicas, found.num_replicas);
      else missing.push(config);
    }
    for (const config of missing) await this.#make(manager, { ...config, num_replicas: replicas });
  }

  async #make(manager: JetStreamManager, config: Partial<StreamConfig> & { name: string }): Promise<void> {
    const { name } = config;
    try {
      await manager.streams.add(config);
      this.#said.delete(name);
      this.logger.warn(
        { stream: name },
        `The stream ${name} was missing and has been recreated; its messages are lost.`,
      );
    } catch (error) {
      if (!(error instanceof JetStreamApiError)) throw error;
      if (error.code === STREAM_NAME_IN_USE || this.#said.get(name) === error.message) return;
      this.#said.set(name, error.message);
      this.logger.error({ stream: name }, `The stream ${name} is missing and cannot be made: ${error.message}.`);
    }
  }
}

async function configOf(manager: JetStreamManager, name: string): Promise<StreamConfig | null> {
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === NOT_FOUND) return null;
    throw error;
  }
}
