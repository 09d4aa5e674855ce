import { Inject, Injectable } from '@nestjs/common';
import { debugCompletedV1, type DebugRunV2, MAX_EVENTS_PER_CHUNK, type NetworkEvent } from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';
import type { SessionResult } from './session-result.js';

/** Well below the smallest limit of a server for a message, its default of 1 MiB. */
const MAX_CHUNK_BYTES = 393_216;

/** Cuts events into pieces that fit into a message each, in order. */
function chunksOf(events: readonly NetworkEvent[]): NetworkEvent[][] {
  const chunks: NetworkEvent[][] = [];
  let chunk: NetworkEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event));
    if (chunk.length > 0 && (chunk.length >= MAX_EVENTS_PER_CHUNK || bytes + size > MAX_CHUNK_BYTES)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(event);
    bytes += size;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}

/** Publishes what a session brought: its events in chunks, then the summary that makes it complete. */
@Injectable()
export class PublishSession {
  constructor(@Inject(MessageBus) private readonly bus: MessageBus) {}

  /** Resolves when the stream has acknowledged everything. */
  async run({ sessionId, monitorId, requestedAt }: DebugRunV2, result: SessionResult): Promise<void> {
    const { runId, events, summary } = result;
    const about = { sessionId, monitorId, requestedAt, runId };
    for (const [index, chunk] of chunksOf(events).entries()) {
      await this.bus.publish(debugCompletedV1, { ...about, events: chunk, summary: null }, `${runId}/${index}`);
    }
    await this.bus.publish(debugCompletedV1, { ...about, events: [], summary }, `${runId}/summary`);
  }
}
