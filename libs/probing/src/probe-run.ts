import type { Socket } from 'node:net';
import type { CheckFacts, Phase } from '@wakeful/contracts';
import { describeTimeout, type Place } from './failure/describe-failure.js';
import { PhaseClock } from './phase-clock.js';
import { ProbeFailure } from './failure/probe-failure.js';
import type { ProbeWitness } from './probe-witness.js';

type Resolve<T> = (value: T) => void;
type Reject = (error: Error) => void;

/**
 * One probe under way: its clock, its one deadline and the one socket that is open. Every wait goes through `step`, so
 * that the deadline or the caller's signal ends whatever is being waited for and closes the socket.
 */
export class ProbeRun {
  readonly clock = new PhaseClock();
  readonly facts: CheckFacts = {};
  readonly place: Place = { phase: 'dns', hostname: '', address: null, port: 0, bodyBytes: 0 };
  #isInPhase = false;
  #fault: Error | null = null;
  #rejectStep: Reject | null = null;
  #socket: Socket | null = null;
  readonly #deadline: NodeJS.Timeout;

  constructor(
    private readonly timeoutMs: number,
    private readonly signal: AbortSignal,
    readonly witness?: ProbeWitness,
  ) {
    this.#deadline = setTimeout(this.#onDeadline, timeoutMs);
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort);
  }

  /** Begins a phase: what `place` says and where a timeout is put. */
  enter(phase: Phase): void {
    this.place.phase = phase;
    this.#isInPhase = true;
  }

  /** Ends the phase that was entered last. */
  leave(): void {
    this.clock.lap(this.place.phase);
    this.#isInPhase = false;
  }

  /** Ends a hop, however it went: the phase in which it failed ends now, and its socket is closed. */
  endHop(): void {
    if (this.#isInPhase) this.leave();
    this.closeSocket();
  }

  /** Waits for what `start` begins; fails when the deadline passes, the signal aborts or the socket breaks. */
  step<T>(start: (resolve: Resolve<T>, reject: Reject) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#fault) return reject(this.#fault);
      this.#rejectStep = reject;
      start(resolve, reject);
    });
  }

  /** Takes charge of a socket; it replaces the one of the hop before, which must be closed. */
  own<S extends Socket>(socket: S): S {
    this.#socket = socket;
    socket.on('error', (error) => this.fail(socket, error));
    return socket;
  }

  /**
   * Ends the present step with an error of the socket, or the next one when none is under way. What a socket says
   * after it was let go of (Node tells of a destroyed request) does not concern the hop that follows.
   */
  fail(socket: Socket, error: Error): void {
    if (this.#socket === socket) this.#stop(error);
  }

  closeSocket(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
  }

  /** Lets go of the deadline, the signal and the socket. */
  close(): void {
    clearTimeout(this.#deadline);
    this.signal.removeEventListener('abort', this.#onAbort);
    this.closeSocket();
  }

  readonly #onDeadline = (): void => {
    this.facts.timeoutPhase = this.place.phase;
    this.#interrupt(new ProbeFailure('timeout', describeTimeout(this.timeoutMs, this.place)));
  };

  readonly #onAbort = (): void => {
    this.#interrupt(new ProbeFailure('checker_fault', 'The check was cancelled before it had finished'));
  };

  #interrupt(failure: ProbeFailure): void {
    this.#stop(failure);
    this.closeSocket();
  }

  #stop(error: Error): void {
    this.#fault ??= error;
    this.#rejectStep?.(error);
  }
}
