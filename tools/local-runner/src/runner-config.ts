import { resolve } from 'node:path';
import { ArgumentError } from './arguments.js';

const DEFAULT_PORT = 3000;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

export interface RunnerConfig {
  port: number;
  dataDir: string;
  logLevel: string;
  databaseUrl: string | undefined;
  natsUrl: string | undefined;
}

/** @throws ArgumentError with the variable's name when one is wrong. */
export function readRunnerConfig(env: NodeJS.ProcessEnv, repoRoot: string): RunnerConfig {
  return {
    port: readPort(env['PORT']),
    dataDir: resolve(repoRoot, env['WAKEFUL_DATA_DIR'] || '.wakeful'),
    logLevel: readLogLevel(env['LOG_LEVEL']),
    databaseUrl: env['DATABASE_URL'] || undefined,
    natsUrl: env['NATS_URL'] || undefined,
  };
}

function readPort(text: string | undefined): number {
  if (!text) return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new ArgumentError('PORT', 'must be a number from 1 to 65535');
}

function readLogLevel(text: string | undefined): string {
  if (!text) return 'info';
  if (LOG_LEVELS.includes(text)) return text;
  throw new ArgumentError('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`);
}
