import { Inject, Injectable } from '@nestjs/common';
import type { ArtifactName, DebugSummary } from '@wakeful/contracts';
import { ArtifactStore, ArtifactStoreFullError } from '@wakeful/messaging';
import { type BrowserVisit, MAX_TRACE_BYTES } from '../browser/visit-with-browser.js';
import { harOf } from '../capture/har.js';

const MEBIBYTE = 1_048_576;
const MAX_BYTES: Readonly<Record<ArtifactName, number>> = {
  screenshot: 5 * MEBIBYTE,
  har: 16 * MEBIBYTE,
  trace: MAX_TRACE_BYTES,
};
const FILE_NAMES: Readonly<Record<ArtifactName, string>> = {
  screenshot: 'screenshot.png',
  har: 'session.har',
  trace: 'trace.zip',
};
const VERSION = '0.1.0';

export interface KeptArtifacts {
  artifacts: DebugSummary['artifacts'];
  /** A sentence about what could not be kept; null when everything was. */
  problem: string | null;
}

/** Puts the files of a session, without secrets, into the object store. */
@Injectable()
export class KeepArtifacts {
  constructor(@Inject(ArtifactStore) private readonly store: ArtifactStore) {}

  /** @throws DependencyUnavailableError when NATS is away: then the whole session is run again */
  async run(folder: string, { seen, browser, trace }: BrowserVisit): Promise<KeptArtifacts> {
    const artifacts: DebugSummary['artifacts'] = {};
    if (!seen) return { artifacts, problem: null };
    const { startedAtMs, events, page, screenshot } = seen;
    const har = harOf({ startedAtMs, events, page, browser, version: VERSION });
    const files: Record<ArtifactName, Buffer | null> = {
      screenshot,
      har: Buffer.from(JSON.stringify(har)),
      trace: trace?.trace ?? null,
    };
    const kept = await Promise.all(
      (Object.entries(files) as [ArtifactName, Buffer | null][]).map(async ([name, bytes]) => {
        if (!bytes) return null;
        const objectName = `${folder}/${FILE_NAMES[name]}`;
        const problem = bytes.length > MAX_BYTES[name] ? 'is too large to be kept' : await this.#put(objectName, bytes);
        if (!problem) artifacts[name] = { objectName, bytes: bytes.length };
        return problem && `the ${name} ${problem}`;
      }),
    );
    const withoutTrace = trace?.problem ? [`the trace ${trace.problem}`] : [];
    const problems = [...withoutTrace, ...kept.filter((problem) => problem !== null)];
    return { artifacts, problem: problems.length > 0 ? `Not everything was kept: ${problems.join('; ')}` : null };
  }

  async #put(objectName: string, bytes: Buffer): Promise<string | null> {
    try {
      await this.store.put(objectName, bytes);
      return null;
    } catch (error) {
      if (error instanceof ArtifactStoreFullError) return 'found no room in the store';
      throw error;
    }
  }
}
