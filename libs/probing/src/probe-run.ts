import type { Socket } from 'node:net';
import type { CheckFacts, Phase } from '@wakeful/contracts';
import type { FoundAddresses } from './connection/probe-net.js';
import type { Place } from './failure/describe-place.js';
import { timeoutFailure } from './failure/describe-timeout.js';
import { ProbeFailure } from './failure/probe-failure.js';
import { PhaseClock } from './phase-clock.js';
import type { ProbeWitness } from './probe-witness.js';
import { shareAbort, stopSharing } from './shared-abort.js';

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
  /** What was looked up for this check; its answers may be used again until their TTL ends. */
  readonly lookedUp = new Map<string, { found: FoundAddresses; untilMs: number }>();
  #isInPhase = false;
  #fault: Error | null = null;
  #rejectStep: Reject | null = null;
  #held: { destroy(): void } | null = null;
  readonly #deadline: NodeJS.Timeout;
  readonly #endsMs: number;

  constructor(
    private readonly timeoutMs: number,
    private readonly signal: AbortSignal,
    readonly witness?: ProbeWitness,
  ) {
    this.#deadline = setTimeout(this.#onDeadline, timeoutMs);
    this.#endsMs = performance.now() + timeoutMs;
    shareAbort(signal, this);
  }

  /** How long it is until the deadline. */
  get leftMs(): number {
    return Math.max(0, this.#endsMs - performance.now());
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

  /** Takes charge of something under way that is not a socket yet; `own` or the next `hold` takes its place. */
  hold(pending: { destroy(): void }): void {
    this.#held = pending;
  }

  /** Takes charge of a socket; it replaces the one of the hop before, which must be closed. */
  own<S extends Socket>(socket: S): S {
    this.#held = socket;
    socket.on('error', (error) => this.fail(socket, error));
    return socket;
  }

  /**
   * Ends the present step with an error of the socket, or the next one when none is under way. What a socket says
   * after it was let go of (Node tells of a destroyed request) does not concern the hop that follows.
   */
  fail(socket: Socket, error: Error): void {
    if (this.#held === socket) this.#stop(error);
  }

  closeSocket(): void {
    const held = this.#held;
    this.#held = null;
    held?.destroy();
  }

  /** Lets go of the deadline, the signal and the socket. */
  close(): void {
    clearTimeout(this.#deadline);
    stopSharing(this.signal, this);
    this.closeSocket();
  }

  readonly #onDeadline = (): void => {
    const failure = timeoutFailure(this.timeoutMs, this.place);
    if (failure.reason === 'timeout') this.facts.timeoutPhase = this.place.phase;
    this.#interrupt(failure);
  };

  /** The caller's signal has aborted. */
  abort(): void {
    this.#interrupt(new ProbeFailure('checker_fault', 'The check was cancelled before it had finished'));
  }

  #interrupt(failure: ProbeFailure): void {
    this.#stop(failure);
    this.closeSocket();
  }

  #stop(error: Error): void {
    this.#fault ??= error;
    this.#rejectStep?.(error);
  }
}
