import { jetstream, JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import { type ObjectStore, Objm } from '@nats-io/obj';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';
import { ARTIFACT_BUCKET } from './artifact-bucket.js';
import { ArtifactStoreFullError, DependencyUnavailableError, isNatsAway } from './errors.js';
import { NATS_CONNECTION } from './message-bus.js';
import { areAllPartsThere, readParts } from './read-parts.js';

/** Bytes of a file in one message. */
const PART_BYTES = 131_072;
/** "insufficient resources", "insufficient storage resources available", "maximum bytes exceeded" and their like. */
const NO_ROOM = new Set([10_023, 10_047, 10_077]);

export interface StoredObject {
  bytes: number;
  data: ReadableStream<Uint8Array>;
}

/** Files in addition to messages: screenshots, archives and traces, in a JetStream object store with an age limit. */
@Injectable()
export class ArtifactStore {
  #bucket: Promise<ObjectStore> | null = null;

  constructor(@Inject(NATS_CONNECTION) private readonly connection: NatsConnection) {}

  /**
   * Resolves when the whole file is stored.
   * @throws ArtifactStoreFullError, DependencyUnavailableError
   */
  async put(objectName: string, bytes: Uint8Array): Promise<void> {
    try {
      const bucket = await this.#open();
      await bucket.put({ name: objectName, options: { max_chunk_size: PART_BYTES } }, partsOf(bytes));
    } catch (error) {
      throw explained(objectName, error);
    }
  }

  /**
   * null: there is no such file, or no longer. It is read part by part as fast as the reader takes it; a cancelled
   * stream asks for nothing more.
   * @throws DependencyUnavailableError
   */
  async open(objectName: string): Promise<StoredObject | null> {
    try {
      const bucket = await this.#open();
      const info = await bucket.info(objectName);
      if (!info || info.deleted) return null;
      const manager = await jetstreamManager(this.connection);
      if (!(await areAllPartsThere(manager, info))) return null;
      return { bytes: info.size, data: readParts(manager, info) };
    } catch (error) {
      throw explained(objectName, error);
    }
  }

  /** Opened when it is first needed, so that a service without files never asks for it. */
  #open(): Promise<ObjectStore> {
    this.#bucket ??= new Objm(jetstream(this.connection)).open(ARTIFACT_BUCKET, false).catch((error: unknown) => {
      this.#bucket = null;
      throw error;
    });
    return this.#bucket;
  }
}

function partsOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      if (from >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(from, from + PART_BYTES));
      from += PART_BYTES;
    },
  });
}

function explained(objectName: string, error: unknown): unknown {
  if (error instanceof JetStreamApiError && NO_ROOM.has(error.code)) {
    return new ArtifactStoreFullError(objectName, error);
  }
  return isNatsAway(error) ? new DependencyUnavailableError('NATS', error) : error;
}
