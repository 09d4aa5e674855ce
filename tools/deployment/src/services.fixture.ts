import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeVariables, type VariableDescription } from '@wakeful/platform';

export const repoRoot = join(import.meta.dirname, '../../..');

/** The services of this repository: every app that has an entry point. */
export const serviceNames: readonly string[] = readdirSync(join(repoRoot, 'apps'))
  .filter((name) => existsSync(join(repoRoot, 'apps', name, 'src/main.ts')))
  .sort();

/** What an image may run: a service, or the step before them. */
export const programNames: readonly string[] = [...serviceNames, 'migrate'];

type Environment = Readonly<Record<string, string | undefined>>;
type ConfigReader = (environment: Environment) => unknown;

/** Reads its environment as the program itself does. */
export async function configReaderOf(program: string): Promise<ConfigReader> {
  const app = program === 'migrate' ? 'recorder' : program;
  const exports = (await import(join(repoRoot, 'apps', app, 'src/config.ts'))) as Record<string, unknown>;
  const name = program.replaceAll(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  const reader = exports[`read${name}Config`];
  if (typeof reader !== 'function') throw new Error(`apps/${app}/src/config.ts has no reader for ${program}`);
  return reader as ConfigReader;
}

/** What a program reads, as its `--help` describes it. */
export async function descriptionsOf(program: string): Promise<VariableDescription[]> {
  const app = program === 'migrate' ? 'recorder' : program;
  const exports = (await import(join(repoRoot, 'apps', app, 'src/config.ts'))) as Record<string, unknown>;
  const name = program.replaceAll(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  const variables = exports[`${name}Variables`];
  if (!variables) throw new Error(`apps/${app}/src/config.ts has no ${name}Variables`);
  return describeVariables(variables as Parameters<typeof describeVariables>[0]);
}

/** The names of all variables that a program asks its environment for. */
export async function variablesOf(program: string): Promise<Set<string>> {
  const names = new Set<string>();
  const asked = new Proxy<Environment>({}, { get: (_target, name) => void names.add(String(name)) });
  try {
    (await configReaderOf(program))(asked);
  } catch {
    // Nothing is set, so it refuses. It has asked all the same.
  }
  return names;
}
