import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder extends Disposable {
  readonly path: string;
  /** What is in a folder below it, or in the one subfolder of that with such a name. */
  entries(folder: string, subfolder?: RegExp): string[];
}

/** A folder with a short name that is gone at the end of the block. */
export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'wk-'));
  return {
    path,
    entries: (folder, subfolder) => {
      const names = readdirSync(join(path, folder));
      const inner = subfolder && names.find((name) => subfolder.test(name));
      return inner ? readdirSync(join(path, folder, inner)) : names;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
