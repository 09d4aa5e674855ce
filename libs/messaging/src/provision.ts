import { jetstreamManager, JetStreamApiError, type StreamConfig } from '@nats-io/jetstream';
import { connectToNats, type NatsOptions } from './connection.js';
import { streamDefinitions } from './streams.js';

const STREAM_NAME_IN_USE = 10_058;

/** Creates the streams or brings them to today's definition. A deployment step of its own, like the migrations. */
export async function provisionStreams(options: NatsOptions, replicas = 1): Promise<void> {
  const connection = await connectToNats(options);
  try {
    const manager = await jetstreamManager(connection);
    for (const definition of streamDefinitions) {
      const config: Partial<StreamConfig> & { name: string } = { ...definition, num_replicas: replicas };
      try {
        await manager.streams.add(config);
      } catch (error) {
        if (!(error instanceof JetStreamApiError) || error.code !== STREAM_NAME_IN_USE) throw error;
        await manager.streams.update(config.name, config);
      }
    }
  } finally {
    await connection.close();
  }
}
