import { LaunchedProcess } from '../processes/launched-process.js';
import type { ComponentDefinition } from './component.js';

const STOP_GRACE_MS = 15_000;
const HEALTH_TIMEOUT_MS = 2_000;
/**
 * A smaller young generation than Node's default: the services keep little, and each is some 25 MB smaller for it.
 * Garbage is collected more often, which costs less than can be measured.
 */
const NODE_FLAGS = ['--max-semi-space-size=4'];

export interface ServiceProcess {
  name: string;
  /** The built entry point. */
  entryPoint: string;
  cwd: string;
  port: number;
  env: NodeJS.ProcessEnv;
  onLine: (line: string) => void;
  onSpawn: (pid: number) => void;
}

/** A service of this repository: a Node process that is ready when its `/health/ready` says so. */
export function serviceComponent(service: ServiceProcess): ComponentDefinition {
  return {
    name: service.name,
    launch: async () => {
      const launched = await LaunchedProcess.launch(process.execPath, [...NODE_FLAGS, service.entryPoint], {
        cwd: service.cwd,
        env: { ...service.env, PORT: String(service.port) },
        detached: true,
        onLine: service.onLine,
        onSpawn: service.onSpawn,
      });
      return {
        pid: launched.pid,
        exited: launched.exited,
        kill: (signal) => launched.kill(signal),
        stop: () => launched.stop('SIGTERM', STOP_GRACE_MS),
      };
    },
    isReady: () => answersReady(`http://127.0.0.1:${service.port}/health/ready`),
  };
}

async function answersReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
