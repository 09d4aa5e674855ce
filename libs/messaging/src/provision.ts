import { JetStreamApiError, type JetStreamManager, jetstreamManager, type StreamConfig } from '@nats-io/jetstream';
import { artifactBucketConfig, DEFAULT_ARTIFACT_DAYS } from './artifact-bucket.js';
import { connectToNats, type NatsOptions } from './connection.js';
import { streamDefinitions } from './streams.js';

const STREAM_NAME_IN_USE = 10_058;

export interface Provisioning {
  /** Copies of each stream in a cluster. */
  replicas?: number;
  /** Days for which the files of debug sessions are kept. */
  artifactDays?: number;
}

/** Creates the streams or brings them to today's definition. A deployment step of its own, like the migrations. */
export async function provisionStreams(options: NatsOptions, provisioning: Provisioning = {}): Promise<void> {
  const { replicas = 1, artifactDays = DEFAULT_ARTIFACT_DAYS } = provisioning;
  const connection = await connectToNats(options);
  try {
    const manager = await jetstreamManager(connection);
    for (const definition of [...streamDefinitions, artifactBucketConfig(artifactDays)]) {
      await provision(manager, { ...definition, num_replicas: replicas });
    }
  } finally {
    await connection.close();
  }
}

async function provision(manager: JetStreamManager, config: Partial<StreamConfig> & { name: string }): Promise<void> {
  try {
    await manager.streams.add(config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== STREAM_NAME_IN_USE) throw error;
    await manager.streams.update(config.name, config);
  }
}
