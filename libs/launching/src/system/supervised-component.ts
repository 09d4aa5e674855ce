import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessExit } from '../processes/launched-process.js';
import { BackOff, type BackOffOptions } from './back-off.js';
import type { ComponentDefinition, ComponentEvent, RunningComponent } from './component.js';

const READY_POLL_MS = 50;
const READY_TIMEOUT_MS = 90_000;
const LIVENESS: Liveness = { intervalMs: 3_000, patienceMs: 20_000 };

export interface Liveness {
  /** From one question to the next. */
  readonly intervalMs: number;
  /** How long there may be no good answer. */
  readonly patienceMs: number;
}

export interface SupervisionOptions {
  /** Without it a process that ends stays ended. */
  restart: boolean;
  backOff?: BackOffOptions;
  liveness?: Liveness;
  onEvent: (event: ComponentEvent) => void;
}

/** The process ended, or did not get ready, when it was started. */
export class ComponentStartError extends Error {
  readonly code = 'COMPONENT_START_FAILED';

  constructor(
    readonly component: string,
    readonly what: string,
  ) {
    super(`${component} ${what}. Its log says why.`);
    this.name = 'ComponentStartError';
  }
}

/** Keeps one process running until it is stopped. */
export class SupervisedComponent {
  private running: RunningComponent | null = null;
  private isWanted = false;
  private watching: Promise<void> = Promise.resolve();
  private sleeper = new AbortController();

  constructor(
    private readonly definition: ComponentDefinition,
    private readonly options: SupervisionOptions,
  ) {}

  get name(): string {
    return this.definition.name;
  }

  get pid(): number | null {
    return this.running?.pid ?? null;
  }

  /** Starts the process and resolves when it is ready. From then on it is watched. */
  async start(): Promise<void> {
    if (this.isWanted) return;
    this.isWanted = true;
    this.sleeper = new AbortController();
    try {
      const running = await this.launch();
      // Stopped while it was being launched: there was nothing to stop yet.
      if (!this.isWanted) await running.stop();
      await this.ready(running);
      this.options.onEvent({ type: 'ready', component: this.name, isRestart: false });
      void this.watchLife(running);
      this.watching = this.watch(running);
    } catch (error) {
      this.isWanted = false;
      throw error;
    }
  }

  /** Sends a signal to the process, as if by accident: it is started again if it is supervised. */
  kill(signal: NodeJS.Signals): boolean {
    return this.running?.kill(signal) ?? false;
  }

  async stop(): Promise<void> {
    const isToSay = this.running !== null;
    this.giveUp();
    if (isToSay) this.options.onEvent({ type: 'stopping', component: this.name });
    await this.running?.stop();
    await this.watching;
    if (isToSay) this.options.onEvent({ type: 'stopped', component: this.name });
  }

  /** From now on the end of the process is nothing to answer. */
  giveUp(): void {
    this.isWanted = false;
    this.sleeper.abort();
  }

  private async launch(): Promise<RunningComponent> {
    const running = await this.definition.launch();
    this.running = running;
    void running.exited.then(() => {
      if (this.running === running) this.running = null;
    });
    this.options.onEvent({ type: 'started', component: this.name, pid: running.pid });
    return running;
  }

  /** Rejects when the process ends first. */
  private async ready(running: RunningComponent): Promise<void> {
    const deadline = performance.now() + READY_TIMEOUT_MS;
    let exit: ProcessExit | undefined;
    void running.exited.then((value) => (exit = value));
    while (!(await this.definition.isReady())) {
      if (exit) throw new ComponentStartError(this.name, `ended while it was starting (${describeExit(exit)})`);
      if (performance.now() > deadline) {
        throw new ComponentStartError(this.name, `was not ready after ${READY_TIMEOUT_MS / 1000} s`);
      }
      await delay(READY_POLL_MS);
    }
  }

  private async watch(first: RunningComponent): Promise<void> {
    const backOff = new BackOff(this.options.backOff);
    let running: RunningComponent | null = first;
    while (this.isWanted) {
      const begun = performance.now();
      const ended: { exit: ProcessExit } | { error: unknown } = await (running
        ? running.exited.then((exit) => ({ exit }))
        : this.relaunch());
      if (!this.isWanted) return;
      const restartInMs = this.options.restart ? backOff.nextDelayMs(performance.now() - begun) : null;
      if ('exit' in ended)
        this.options.onEvent({ type: 'exited', component: this.name, exit: ended.exit, restartInMs });
      else this.options.onEvent({ type: 'start-failed', component: this.name, error: ended.error, restartInMs });
      if (restartInMs === null) {
        this.isWanted = false;
        return;
      }
      running = null;
      await delay(restartInMs, undefined, { signal: this.sleeper.signal }).catch(() => undefined);
    }
  }

  /** Kills a process that is there and does not do its work. */
  private async watchLife(running: RunningComponent): Promise<void> {
    const { isAlive } = this.definition;
    const { intervalMs, patienceMs } = this.options.liveness ?? LIVENESS;
    if (!isAlive || !this.options.restart) return;
    for (let aliveMs = performance.now(); this.running === running && this.isWanted;) {
      await delay(intervalMs, undefined, { ref: false });
      if (await isAlive()) aliveMs = performance.now();
      const forMs = performance.now() - aliveMs;
      if (forMs < patienceMs || this.running !== running || !this.isWanted) continue;
      this.options.onEvent({ type: 'unresponsive', component: this.name, forMs });
      running.kill('SIGKILL');
      return;
    }
  }

  /** One more life of the process: resolves when it is over. */
  private async relaunch(): Promise<{ exit: ProcessExit } | { error: unknown }> {
    try {
      const running = await this.launch();
      if (!this.isWanted) await running.stop();
      void this.ready(running).then(
        () => {
          this.options.onEvent({ type: 'ready', component: this.name, isRestart: true });
          void this.watchLife(running);
        },
        // It never became what it is there for; a process that ended is gone already.
        () => running.kill('SIGKILL'),
      );
      return { exit: await running.exited };
    } catch (error) {
      return { error };
    }
  }
}

/** How a process ended, for a person. */
export function describeExit(exit: ProcessExit): string {
  return exit.signal ? `by ${exit.signal}` : `with exit code ${exit.code}`;
}
