import { JetStreamApiError, type JetStreamManager, RetentionPolicy } from '@nats-io/jetstream';
import type { Logger } from '@wakeful/platform';

const CONSUMER_NOT_FOUND = 10_014;

export interface BoundConsumer {
  stream: string;
  durable: string;
  filterSubject: string;
}

/**
 * A nats-server that was killed can come back with a message that its consumer has behind it, as acknowledged, but that
 * was not taken off the work queue (seen with 2.9.10): it would never be redelivered. If the oldest message is such a
 * one, the consumer is removed, so that the next one made under its name gets everything that is still there. What was
 * handled already is known by its id.
 */
export async function recoverOrphans(
  manager: JetStreamManager,
  { stream, durable, filterSubject }: BoundConsumer,
  logger: Logger,
): Promise<void> {
  try {
    const { state, config } = await manager.streams.info(stream);
    // Only a work queue takes off what was handled.
    if (config.retention !== RetentionPolicy.Workqueue || state.messages === 0) return;
    const oldest = await manager.streams.getMessage(stream, { seq: state.first_seq });
    if (oldest?.subject !== filterSubject) return;
    const { ack_floor: ackFloor } = await manager.consumers.info(stream, durable);
    if (oldest.seq > ackFloor.stream_seq) return;
    // It may have been taken off in this very moment, as any message is that was handled.
    if (!(await manager.streams.getMessage(stream, { seq: oldest.seq }))) return;
    logger.warn(
      { stream, consumer: durable, seq: oldest.seq },
      'the server forgot to deliver a message, fetching it again',
    );
    await manager.consumers.delete(stream, durable);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== CONSUMER_NOT_FOUND) throw error;
  }
}
