import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessExit, startSystem, type System, type SystemEvent, type SystemOptions } from '@wakeful/launching';
import { ApiClient } from './api-client.fixture.js';

/** The checkout, with every project built. */
export const repoRoot = join(import.meta.dirname, '../../..');

/** Tests ask again and again until something is so. */
export const UNHURRIED = { RATE_LIMIT_PER_MINUTE: '1000000' };

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'wakeful-e2e-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** What became of a process, and when. */
export interface LifeEvent {
  readonly atMs: number;
  readonly component: string;
  readonly type: 'exited' | 'ready again';
  readonly exit?: ProcessExit;
}

/** The whole system as separate processes, on a folder of its own. */
export interface TestSystem extends AsyncDisposable {
  readonly system: System;
  readonly api: ApiClient;
  /** Ends and restarts of its processes, in order. */
  readonly lives: readonly LifeEvent[];
}

export async function startTestSystem(options: Partial<SystemOptions> = {}): Promise<TestSystem> {
  const folder = await temporaryFolder();
  const lives: LifeEvent[] = [];
  const onEvent = (event: SystemEvent): void => {
    const atMs = Date.now();
    if (event.type === 'exited') lives.push({ atMs, component: event.component, type: 'exited', exit: event.exit });
    if (event.type === 'ready' && event.isRestart) {
      lives.push({ atMs, component: event.component, type: 'ready again' });
    }
  };
  try {
    const system = await startSystem({
      repoRoot,
      dataDir: folder.path,
      durability: 'throwaway',
      onEvent,
      ...options,
      // Browsers take what the other services need; only the specs about them have them.
      instances: { 'debug-session': 0, ...options.instances },
      env: { ...UNHURRIED, ...options.env },
    });
    const dispose = async (): Promise<void> => {
      await system.stop();
      await folder[Symbol.asyncDispose]();
    };
    return { system, api: new ApiClient(system.gatewayUrl, system.apiKey), lives, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}
