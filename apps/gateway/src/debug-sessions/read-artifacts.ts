import type { ArtifactName, ArtifactParameters } from '@wakeful/contracts';
import { type ArtifactStore, DependencyUnavailableError, type StoredObject } from '@wakeful/messaging';
import { artifactOfSession, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import {
  ArtifactGoneError,
  ArtifactNotFoundError,
  ArtifactsUnavailableError,
  DebugSessionNotFoundError,
} from './debug-sessions.errors.js';

interface FileKind {
  type: string;
  extension: string;
  disposition: 'inline' | 'attachment';
}

/** How each artifact is served; none as active content. */
export const artifactFiles: Readonly<Record<ArtifactName, FileKind>> = {
  screenshot: { type: 'image/png', extension: 'png', disposition: 'inline' },
  har: { type: 'application/json', extension: 'har', disposition: 'attachment' },
  trace: { type: 'application/zip', extension: 'zip', disposition: 'attachment' },
};

/**
 * A page's content came from strangers: nothing in it may run, or be taken for something else. It may hold what only
 * people who are logged in may see, so no browser and no proxy keeps it.
 */
export function artifactHeaders(sessionId: string, name: ArtifactName): Record<string, string> {
  const { type, extension, disposition } = artifactFiles[name];
  return {
    'content-type': type,
    'content-disposition': `${disposition}; filename="${name}-${sessionId}.${extension}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

interface FoundArtifact {
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
