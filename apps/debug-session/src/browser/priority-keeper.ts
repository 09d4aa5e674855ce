import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionScratch } from './scratch.js';

/** Only idle processor time: with a lower nice value alone, two browsers tripled the lag of the checks. */
const GIVE_WAY = 'chrt --idle --pid 0 $$';
/** Without this in either set, what root starts cannot get its priority back. */
const DROP = 'setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice';

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * What to start instead of a browser so that the checks go first: as root Chromium raises its own priority above that of
 * everything else. Its process id stays the browser's. Elsewhere than as root on Linux, where a browser cannot do that and
 * mostly has a container to itself: the browser.
 */
export function keepingPriority(executablePath: string, scratch: SessionScratch): string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return executablePath;
  const file = join(scratch.path, 'start-browser');
  const browser = quoted(executablePath);
  // Tried first: there may be no setpriv, one that cannot do this (BusyBox), or no right to.
  const lines = [
    '#!/bin/sh',
    `${GIVE_WAY} 2>/dev/null`,
    `if ${DROP} true 2>/dev/null; then exec ${DROP} ${browser} "$@"; fi`,
    `exec ${browser} "$@"`,
    '',
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o700 });
  return file;
}
