import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** What the page loads before it shows anything, compressed with gzip. */
const MAX_BYTES = 200_000;

/** Fails a build of which the first page would load too much code. Comes after `compressAssets`, whose files it weighs. */
export function limitInitialCode(): Plugin {
  return {
    name: 'wakeful:limit-initial-code',
    apply: 'build',
    writeBundle: {
      sequential: true,
      order: 'post',
      handler({ dir = 'dist' }) {
        const page = readFileSync(join(dir, 'index.html'), 'utf8');
        const files = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file = '']) => file);
        if (files.length === 0) this.error('No code was found in index.html.');
        const bytes = files.reduce((sum, file) => sum + statSync(join(dir, `${file}.gz`)).size, 0);
        if (bytes > MAX_BYTES)
          this.error(`The first page loads ${bytes} bytes of code, more than ${MAX_BYTES}: ${files.join(', ')}`);
      },
    },
  };
}
