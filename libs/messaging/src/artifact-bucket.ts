import { DiscardPolicy, type StreamConfig } from '@nats-io/jetstream';

export const ARTIFACT_BUCKET = 'debug-artifacts';
export const ARTIFACT_STREAM = `OBJ_${ARTIFACT_BUCKET}`;
export const DEFAULT_ARTIFACT_DAYS = 14;

const DAY_NS = 86_400 * 1_000_000_000;
const MAX_BUCKET_BYTES = 2 * 1_073_741_824;

/** The subject that the parts of one file have; its description is under `$O.debug-artifacts.M.…`. */
export const partsSubject = (nuid: string): string => `$O.${ARTIFACT_BUCKET}.C.${nuid}`;

/**
 * The stream under the object store, as `@nats-io/obj` would create it; that cannot change one that is there. When the
 * bucket is full the oldest files go, so that the evidence of the newest outage always finds room.
 */
export const artifactBucketConfig = (days: number): Partial<StreamConfig> & { name: string } => ({
  name: ARTIFACT_STREAM,
  subjects: [`$O.${ARTIFACT_BUCKET}.C.>`, `$O.${ARTIFACT_BUCKET}.M.>`],
  allow_direct: true,
  allow_rollup_hdrs: true,
  discard: DiscardPolicy.Old,
  max_age: days * DAY_NS,
  max_bytes: MAX_BUCKET_BYTES,
});
