import { Injectable } from '@nestjs/common';
import type { ArtifactParameters, StoredArtifact } from '@wakeful/contracts';
import { ArtifactStore, DependencyUnavailableError, type StoredObject } from '@wakeful/messaging';
import { DataSource } from 'typeorm';
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

/** A file of a debug session, as a stream. */
@Injectable()
export class OpenArtifact {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: ArtifactStore,
  ) {}

  /** @throws DebugSessionNotFoundError, ArtifactNotFoundError */
  async find({ id, artifact }: ArtifactParameters): Promise<FoundArtifact> {
    const rows = await this.dataSource.query<{ stored: StoredArtifact | null; runId: string | null }[]>(
      `SELECT artifacts -> $2::text AS stored, run_id AS "runId" FROM debug_sessions WHERE id = $1`,
      [id, artifact],
    );
    if (!rows[0]) throw new DebugSessionNotFoundError(id);
    const { stored, runId } = rows[0];
    if (!stored) throw new ArtifactNotFoundError(id, artifact);
    return { objectName: stored.objectName, entityTag: `"${runId ?? id}-${artifact}"` };
  }

  /** @throws ArtifactGoneError, ArtifactsUnavailableError */
  async open({ id, artifact }: ArtifactParameters, { objectName }: FoundArtifact): Promise<StoredObject> {
    const opened = await this.store.open(objectName).catch((error: unknown) => {
      throw error instanceof DependencyUnavailableError ? new ArtifactsUnavailableError(error) : error;
    });
    if (!opened) throw new ArtifactGoneError(id, artifact);
    return opened;
  }
}
