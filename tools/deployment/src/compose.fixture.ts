import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repoRoot } from './services.fixture.js';

export interface ComposeService {
  image: string;
  build?: { context: string; target: string };
  environment?: Record<string, string>;
  env_file?: string;
  command?: string[];
  secrets?: string[];
  networks?: string[];
  ports?: string[];
  volumes?: string[];
  profiles?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  container_name?: string;
  stop_grace_period?: string;
  deploy?: { resources: { limits: { cpus: string; memory: string } } };
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
}

/** `:-` stands for a default of what is not set or empty, `-` of what is not set. */
const VARIABLE = /\$\{([A-Z_]+)(?::?-([^}]*))?\}/g;
const text = readFileSync(join(repoRoot, 'docker-compose.yml'), 'utf8');

/** The variables that a user may set, with their defaults. */
export const composeVariables: ReadonlyMap<string, string | undefined> = new Map(
  [...text.matchAll(VARIABLE)].map(([, name = '', fallback]) => [name, fallback]),
);

/** The file as Compose reads it when the user has set nothing. */
export const composeFile = parse(
  text.replaceAll(VARIABLE, (_all, _name, fallback: string | undefined) => fallback ?? ''),
  { merge: true },
) as ComposeFile;
