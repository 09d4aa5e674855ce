import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { VariableDescription } from '@wakeful/platform';
import { descriptionsOf, programNames, repoRoot } from './services.fixture.js';

const path = join(repoRoot, 'docs/configuration.md');
const page = readFileSync(path, 'utf8');
/** Sections and their order are the page's own; the entries of what services read are the code's. */
const ENTRY = /^- `([A-Z][A-Z0-9_]+)` \((?!.*Node's own|`npm|integration specs|demo target).*$/gm;

interface Entry {
  readonly programs: string[];
  readonly variable: VariableDescription;
}

describe('docs/configuration.md', () => {
  const entries = new Map<string, Entry>();

  beforeAll(async () => {
    for (const program of programNames)
      for (const variable of await descriptionsOf(program)) {
        const entry = entries.get(variable.name);
        if (entry) entry.programs.push(program);
        else entries.set(variable.name, { programs: [program], variable });
      }
  });

  const readers = (programs: readonly string[]): string => {
    const services = programs.filter((program) => program !== 'migrate');
    const isAll = services.length === programNames.length - 1;
    return [isAll ? 'all services' : services.join(', '), programs.includes('migrate') ? 'migration' : '']
      .filter(Boolean)
      .join(', ');
  };
  const fallbackOf = ({ isRequired, fallback }: VariableDescription): string => {
    if (isRequired) return 'required';
    if (fallback === null) return 'no default';
    return fallback === '' ? 'default empty' : `default \`${fallback}\``;
  };
  const lineOf = ({ programs, variable }: Entry): string =>
    `- \`${variable.name}\` (${readers(programs)}; ${fallbackOf(variable)}): ${variable.text}`;

  it('has an entry for every variable that a program reads, as the code describes it', () => {
    const shown = new Set([...page.matchAll(ENTRY)].map(([, name]) => name));
    expect([...entries.keys()].filter((name) => !shown.has(name))).toEqual([]);
    const written = page.replaceAll(ENTRY, (line, name: string) => {
      const entry = entries.get(name);
      return entry ? lineOf(entry) : line;
    });
    if (process.env['WAKEFUL_UPDATE_CONFIGURATION']) writeFileSync(path, written);
    else expect(page).toBe(written);
  });

  it('hides every variable whose name says that it is secret from --print-config', () => {
    const open = [...entries.values()].filter(
      ({ variable: { name, isSecret } }) => /(_KEY|_PASSWORD|_SECRET)$/.test(name) && !isSecret,
    );
    expect(open.map(({ variable }) => variable.name)).toEqual([]);
  });
});
