import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FigureSource } from '@wakeful/platform';
import type { RunningConsumer } from './message-consumer.js';
import { consumerPending, consumerUnacknowledged, messagesInHand } from './message-metrics.js';

const ANSWER_TIMEOUT_MS = 1_500;

/** How much waits for the consumers of this process, as the server knows it. */
export function consumerFigures(connection: NatsConnection, consumers: readonly RunningConsumer[]): FigureSource {
  const read = async (): Promise<void> => {
    for (const { stream, durable, inHand } of consumers) messagesInHand.set({ stream, consumer: durable }, inHand);
    const manager = await jetstreamManager(connection, { timeout: ANSWER_TIMEOUT_MS, checkAPI: false });
    await Promise.all(
      consumers.map(async ({ stream, durable }) => {
        const info = await manager.consumers.info(stream, durable);
        consumerPending.set({ stream, consumer: durable }, info.num_pending);
        consumerUnacknowledged.set({ stream, consumer: durable }, info.num_ack_pending);
      }),
    );
  };
  const forget = (): void => {
    consumerPending.reset();
    consumerUnacknowledged.reset();
  };
  return { name: 'consumers', read, forget };
}
