import { Inject, Injectable } from '@nestjs/common';
import { type CheckOutcome, phases, type ProbeSecrets, probeSecrets, type ProbeSpec } from '@wakeful/contracts';
import { SealedSecretError, SecretBox } from '@wakeful/platform';
import { httpProbe, ProbeNet } from '@wakeful/probing';
import { EventLoopWatch } from '../load/event-loop-watch.js';
import { LaunchPad } from '../load/launch-pad.js';
import { NetworkWatch } from '../network/network-watch.js';
import { checksInFlight, checksRun, phaseDuration } from './checker-metrics.js';

/** A time-out is this checker's own fault when its event loop stood still for more than this part of the time. */
const STALLED_PART_OF_TIMEOUT = 0.1;
/** A place that is held for so long could have served some ten other checks. */
const SLOW_MS = 2_000;
const MAX_SLOW = 10_000;
const MEASURED_PHASES = [...phases, 'total'] as const;
const NEVER_ABORTED = new AbortController().signal;

export interface RunOutcome {
  startedMs: number;
  outcome: CheckOutcome;
}

/** Probes one page when its turn has come, and vouches for what it saw. */
@Injectable()
export class RunCheck {
  /** Pages that took long when they were last probed. */
  readonly #slow = new Set<string>();

  constructor(
    @Inject(ProbeNet) private readonly net: ProbeNet,
    @Inject(SecretBox) private readonly secretBox: SecretBox,
    @Inject(LaunchPad) private readonly launchPad: LaunchPad,
    @Inject(EventLoopWatch) private readonly watch: EventLoopWatch,
    @Inject(NetworkWatch) private readonly network: NetworkWatch,
  ) {}

  /** Resolves when one more bundle of checks can be taken on. */
  whenReady(): Promise<void> {
    return this.launchPad.whenReady();
  }

  /** Resolves to null when `isStillDue` says so by the time that there is a place for it. */
  async run(spec: ProbeSpec, isStillDue = (): boolean => true): Promise<RunOutcome | null> {
    const options = { isSlow: this.#slow.has(spec.url), isStillDue };
    const ended = await this.launchPad.launch(async () => {
      checksInFlight.inc();
      const began = { startedMs: Date.now(), monotonicMs: performance.now() };
      const { found, isProxied } = await this.#probe(spec).finally(() => checksInFlight.dec());
      this.#noteSpeed(spec.url, performance.now() - began.monotonicMs);
      return { ...began, isProxied, found: this.#vouch(found, spec, began.monotonicMs) };
    }, options);
    if (!ended) return null;
    const { startedMs, monotonicMs, isProxied, found } = ended;
    // Not on the launch pad: whoever waits for witnesses must not hold up checks that may go well.
    // What a proxy reaches, and what it does not, says nothing about this checker's own way.
    const outcome = isProxied ? found : await this.network.judge(spec, found, monotonicMs);
    checksRun.inc({ status: outcome.status, reason: outcome.reason ?? 'none' });
    observePhases(outcome);
    return { startedMs, outcome };
  }

  #noteSpeed(url: string, tookMs: number): void {
    this.#slow.delete(url);
    if (tookMs < SLOW_MS) return;
    this.#slow.add(url);
    const [oldest] = this.#slow;
    if (this.#slow.size > MAX_SLOW && oldest !== undefined) this.#slow.delete(oldest);
  }

  async #probe(spec: ProbeSpec): Promise<{ found: CheckOutcome; isProxied: boolean }> {
    let secrets: ProbeSecrets | null;
    try {
      secrets =
        spec.sealedSecrets === null ? null : probeSecrets.parse(JSON.parse(this.secretBox.open(spec.sealedSecrets)));
    } catch (error) {
      const detail =
        error instanceof SealedSecretError
          ? error.message
          : 'The stored headers, body and credentials of this monitor cannot be read.';
      return { found: checkerFault(detail), isProxied: false };
    }
    const found = await httpProbe(spec, secrets, NEVER_ABORTED, this.net);
    return { found, isProxied: Boolean(secrets?.proxyUrl) };
  }

  /** A time-out during which this process itself stood still says nothing about the site. */
  #vouch(outcome: CheckOutcome, spec: ProbeSpec, startedMs: number): CheckOutcome {
    if (outcome.reason !== 'timeout') return outcome;
    const stalledMs = this.watch.stalledMsSince(startedMs);
    if (stalledMs < spec.timeoutMs * STALLED_PART_OF_TIMEOUT) return outcome;
    const detail = `No verdict: the checker itself stood still for ${Math.round(stalledMs)} ms of the ${spec.timeoutMs} ms time-out.`;
    return { ...outcome, status: 'unknown', reason: 'checker_fault', detail };
  }
}

function observePhases({ timings }: CheckOutcome): void {
  for (const phase of MEASURED_PHASES) {
    const us = timings[`${phase}Us`];
    if (us > 0) phaseDuration.observe({ phase }, us / 1_000_000);
  }
}

function checkerFault(detail: string): CheckOutcome {
  return {
    status: 'unknown',
    reason: 'checker_fault',
    detail,
    httpStatus: null,
    timings: { dnsUs: 0, connectUs: 0, tlsUs: 0, ttfbUs: 0, transferUs: 0, totalUs: 0 },
    facts: {},
  };
}
