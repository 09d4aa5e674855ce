import type { ProcessExit } from '../processes/launched-process.js';

/** A process that runs, as a supervisor sees it. */
export interface RunningComponent {
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  kill(signal: NodeJS.Signals): boolean;
  /** Asks it to end, and kills it when it does not. */
  stop(): Promise<unknown>;
}

/** How a part of the system is started, and how it is known to be ready. */
export interface ComponentDefinition {
  readonly name: string;
  launch(): Promise<RunningComponent>;
  isReady(): Promise<boolean>;
  /** Asked all the time once it is ready; when it says no for long the process is killed and started again. */
  isAlive?(): Promise<boolean>;
}

export type ComponentEvent =
  | { type: 'started'; component: string; pid: number }
  | { type: 'ready'; component: string; isRestart: boolean }
  | { type: 'unresponsive'; component: string; forMs: number }
  | { type: 'exited'; component: string; exit: ProcessExit; restartInMs: number | null }
  | { type: 'start-failed'; component: string; error: unknown; restartInMs: number | null }
  | { type: 'stopping'; component: string }
  | { type: 'stopped'; component: string };
