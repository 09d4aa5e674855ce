import { createHash } from 'node:crypto';
import type { JetStreamManager, NextMsgRequest, StoredMsg } from '@nats-io/jetstream';
import type { ObjectInfo } from '@nats-io/obj';
import { ARTIFACT_STREAM, partsSubject } from './artifact-bucket.js';
import { ArtifactDamagedError } from './errors.js';

type Described = Pick<ObjectInfo, 'name' | 'nuid' | 'size' | 'chunks' | 'digest'>;

/** False for a file of which the server has dropped the first parts already, for its age or for want of room. */
export async function areAllPartsThere(manager: JetStreamManager, { nuid, chunks }: Described): Promise<boolean> {
  if (chunks === 0) return true;
  const subject = partsSubject(nuid);
  const { state } = await manager.streams.info(ARTIFACT_STREAM, { subjects_filter: subject });
  return state.subjects?.[subject] === chunks;
}

/**
 * The content of a file, one question to the server for each part, asked when the reader has room: the library's own
 * `get` pushes the whole file into memory when the reader is slower than the server.
 */
export function readParts(manager: JetStreamManager, info: Described): ReadableStream<Uint8Array> {
  const hash = createHash('sha256');
  let nextSeq = 1;
  let remaining = info.size;

  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    if (remaining === 0) return controller.close();
    const part = await getPart(manager, { seq: nextSeq, next_by_subj: partsSubject(info.nuid) });
    if (!part) throw new ArtifactDamagedError(info.name);
    hash.update(part.data);
    nextSeq = part.seq + 1;
    remaining -= part.data.length;
    if (remaining < 0 || (remaining === 0 && !hasDigest(hash.digest(), info)))
      throw new ArtifactDamagedError(info.name);
    controller.enqueue(part.data);
    if (remaining === 0) controller.close();
  };
  return new ReadableStream({ pull }, { highWaterMark: 1 });
}

/**
 * Directly, which is several times cheaper than the API's base64 in JSON. Any replica may answer then; one that does not
 * have the part yet leaves it to the leader.
 */
const getPart = async (manager: JetStreamManager, query: Required<NextMsgRequest>): Promise<StoredMsg | null> =>
  (await manager.direct.getMessage(ARTIFACT_STREAM, query)) ??
  (await manager.streams.getMessage(ARTIFACT_STREAM, query));

const hasDigest = (digest: Buffer, { digest: wanted }: Described): boolean =>
  Buffer.from(wanted.replace(/^SHA-256=/, ''), 'base64url').equals(digest);
