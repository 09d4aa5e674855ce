import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The number of days in the bars. */
export const SHOWN_DAYS = 90;

/** Every page carries it: without comments, and without the blanks that only people need. */
export const pageStyle = readFileSync(join(import.meta.dirname, 'status-page.css'), 'utf8')
  .replace(/\/\*.*?\*\//gs, '')
  .replace(/\s+/g, ' ')
  .replace(/ ?([{};,]) ?|: /g, (match, mark: string | undefined) => mark ?? match.trim())
  .replaceAll(';}', '}')
  .replaceAll('SHOWN_DAYS', String(SHOWN_DAYS))
  .trim();
