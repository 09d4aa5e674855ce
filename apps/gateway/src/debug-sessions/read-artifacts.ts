import type { ArtifactParameters } from '@wakeful/contracts';
import { type ArtifactStore, DependencyUnavailableError, type StoredObject } from '@wakeful/messaging';
import { artifactOfSession, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import {
  ArtifactGoneError,
  ArtifactNotFoundError,
  ArtifactsUnavailableError,
  DebugSessionNotFoundError,
} from './debug-sessions.errors.js';

export interface FoundArtifact {
  objectName: string;
  /** Never the same for two contents: a run's files are stored once. */
  entityTag: string;
}

/** @throws DebugSessionNotFoundError, ArtifactNotFoundError */
export async function findArtifact(
  { database }: ReadContext,
  { id, artifact }: ArtifactParameters,
): Promise<FoundArtifact> {
  const [row] = await rowsOf(database, artifactOfSession, { id, artifact });
  if (!row) throw new DebugSessionNotFoundError(id);
  if (!row.stored) throw new ArtifactNotFoundError(id, artifact);
  return { objectName: row.stored.objectName, entityTag: `"${row.runId ?? id}-${artifact}"` };
}

/**
 * The file as a stream.
 * @throws ArtifactGoneError, ArtifactsUnavailableError
 */
export async function openArtifact(
  store: ArtifactStore,
  { id, artifact }: ArtifactParameters,
  { objectName }: FoundArtifact,
): Promise<StoredObject> {
  const opened = await store.open(objectName).catch((error: unknown) => {
    throw error instanceof DependencyUnavailableError ? new ArtifactsUnavailableError(error) : error;
  });
  if (!opened) throw new ArtifactGoneError(id, artifact);
  return opened;
}
