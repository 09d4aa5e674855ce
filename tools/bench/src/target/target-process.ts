import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TargetReply, TargetRequest } from './target-messages.js';
import type { TargetBehaviour, TargetCounts, TargetIdentity } from './target-server.js';

const entryPoint = fileURLToPath(new URL('./target-main.js', import.meta.url));
const REPLY_TIMEOUT_MS = 10_000;

/** The target as a process of its own, so that its CPU is not counted as the system's. */
export class TargetProcess implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(identity: TargetIdentity | null): Promise<TargetProcess> {
    const child = fork(entryPoint, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    const { port } = await ask(child, { type: 'start', identity }, 'listening');
    return new TargetProcess(child, `${identity ? 'https' : 'http'}://127.0.0.1:${port}`);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  async counts(): Promise<TargetCounts> {
    return ask(this.child, { type: 'count' }, 'counts');
  }

  async behave(behaviour: TargetBehaviour): Promise<void> {
    await ask(this.child, { type: 'behave', behaviour }, 'behaving');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}

/** One question at a time: the target answers in order. */
async function ask<Type extends TargetReply['type']>(
  child: ChildProcess,
  request: TargetRequest,
  type: Type,
): Promise<Extract<TargetReply, { type: Type }>> {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(REPLY_TIMEOUT_MS) });
  child.send(request);
  const [reply] = (await answered) as [TargetReply];
  if (reply.type !== type) throw new Error(`The target answered "${reply.type}" to "${request.type}".`);
  return reply as Extract<TargetReply, { type: Type }>;
}
