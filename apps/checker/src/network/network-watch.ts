import { isIP } from 'node:net';
import type { CheckOutcome, ProbeSpec } from '@wakeful/contracts';
import { type ProbeNet, readTarget, scopeOf } from '@wakeful/probing';
import { askCanary, askWitness, type Suspicion, type Testimony } from './ask-witnesses.js';
import { keyOf, LossLog, type NetworkChange, type NetworkPart } from './loss-log.js';
import { fits, type ReachedHost, ReachedHosts, type Witnesses } from './reached-hosts.js';
import { suspicionOf } from './suspicion.js';

/** Asked in parallel; a single answer is enough. */
const MAX_WITNESSES = 6;
/** Fewer silent witnesses than this may simply be down themselves. */
const MIN_SILENT_WITNESSES = 2;
/** How long a round in which no witness answered stays valid: during an outage every check would start another. */
const LOSS_HOLDS_MS = 2_000;
const LOOK_AGAIN_MS = 5_000;
/** Another host clears the network when it was reached this shortly before the failure: a cable is cut in the middle, too. */
const FRESH_MS = 1_000;

/** What came of asking around. `unclear` when there were too few to ask. */
type Verdict = 'works' | 'lost' | 'unclear';

interface Look {
  beganMs: number;
  testimonies: readonly Testimony[];
  canaries: readonly boolean[];
}

interface Round {
  running: Promise<Look>;
  next: Promise<Look> | null;
}

export interface NetworkWatchOptions {
  net: ProbeNet;
  /** URLs that answer whenever the Internet can be reached. */
  canaryUrls: readonly string[];
  /** Called once the network has been unreachable for a while, and again when it is back. */
  onChange: (change: NetworkChange) => void;
}

/**
 * Distinguishes an unreachable site from a checker without a network. The rule and its failure table are in
 * docs/architecture.md, "The checker's own network".
 */
export class NetworkWatch {
  readonly #hosts = new ReachedHosts();
  readonly #rounds = new Map<string, Round>();
  readonly #lastLooks = new Map<string, Look>();
  readonly #losses: LossLog;
  readonly #net: ProbeNet;
  readonly #canaryUrls: readonly string[];
  readonly #timer: NodeJS.Timeout;

  constructor({ net, canaryUrls, onChange }: NetworkWatchOptions) {
    this.#net = net;
    this.#canaryUrls = canaryUrls;
    this.#losses = new LossLog(onChange);
    this.#timer = setInterval(() => void this.#lookAgain(), LOOK_AGAIN_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /**
   * The outcome of a check as this checker can vouch for it: a failure that its own network explains becomes
   * `unknown / checker_fault`. `sinceMs` is when the check began, in milliseconds of `performance.now()`. Resolves at
   * once unless the check failed and no other host was reached at that time; then within twice the time that witnesses
   * are given.
   */
  async judge(spec: ProbeSpec, outcome: CheckOutcome, sinceMs: number): Promise<CheckOutcome> {
    const { hostname, port } = readTarget(outcome.facts.finalUrl ?? spec.url);
    const { address } = outcome.facts;
    const resolvers = spec.resolvers.join(' ');
    if (address !== undefined && hasConnected(outcome)) {
      const scope = scopeOf(address);
      this.#hosts.remember({ hostname, address, port, scope, resolvers, sinceMs });
      this.#noteReached({ hostname, address, scope, resolvers, sinceMs });
    }
    const suspicion = suspicionOf(outcome);
    if (!suspicion) return outcome;
    const scope = address === undefined ? this.#hosts.scopeOf(hostname) : scopeOf(address);
    if (scope === 'loopback') return outcome;
    const isLikely = outcome.facts.ownNetwork === 'likely';
    const part: NetworkPart = {
      suspicion,
      scope,
      resolvers: suspicion === 'connection' ? undefined : resolvers,
      // A machine without IPv6 says so of IPv6 only.
      family: isLikely && address !== undefined ? (isIP(address) as 4 | 6) : undefined,
    };
    if (this.#losses.wasAwaySince(part, sinceMs)) {
      this.#losses.noteAffected(spec.url);
      return unknownBecause(suspicion, outcome);
    }
    const wanted: Witnesses = { ...part, not: { hostname, address } };
    const freshMs = Math.max(sinceMs, performance.now() - FRESH_MS);
    if (suspicion === 'connection' && this.#hosts.hasReachedSince(freshMs, wanted)) return outcome;
    const look = await this.#lookAround(part, wanted);
    const verdict = verdictOf(look, wanted);
    if (verdict === 'works') return outcome;
    // With too few to ask: what this machine alone reports says nothing about a site.
    if (verdict === 'unclear') return isLikely ? unknownBecause(suspicion, outcome) : outcome;
    this.#losses.begin(part, look.beganMs);
    this.#losses.noteAffected(spec.url);
    return unknownBecause(suspicion, outcome, look.testimonies.length + look.canaries.length);
  }

  #noteReached({ hostname, address, scope, resolvers, sinceMs }: Omit<ReachedHost, 'port'>): void {
    const family = isIP(address) as 4 | 6;
    const byName = isIP(hostname) === 0 ? resolvers : null;
    if (this.#losses.end({ scope, family, resolvers: byName, sinceMs })) this.#lastLooks.clear();
  }

  /** A look that begins from now on. Those who ask while one runs share the one after it. */
  #lookAround(part: NetworkPart, wanted: Witnesses): Promise<Look> {
    const key = keyOf(part);
    const last = this.#lastLooks.get(key);
    if (last && performance.now() - last.beganMs < LOSS_HOLDS_MS && !hasFoundSomebody(last)) {
      return Promise.resolve(last);
    }
    const round = this.#rounds.get(key);
    if (round) return (round.next ??= round.running.then(() => this.#begin(key, part, wanted)));
    return this.#begin(key, part, wanted);
  }

  #begin(key: string, part: NetworkPart, wanted: Witnesses): Promise<Look> {
    const running = this.#look(part, wanted).then((look) => {
      this.#lastLooks.set(key, look);
      const round = this.#rounds.get(key);
      if (round?.running === running && !round.next) this.#rounds.delete(key);
      return look;
    });
    this.#rounds.set(key, { running, next: null });
    return running;
  }

  async #look({ suspicion, scope }: NetworkPart, wanted: Witnesses): Promise<Look> {
    const beganMs = performance.now();
    const witnesses = this.#hosts.witnesses(wanted).slice(0, MAX_WITNESSES);
    const urls = scope === 'public' ? this.#canaryUrls : [];
    const [testimonies, canaries] = await Promise.all([
      Promise.all(witnesses.map((host) => askWitness(host, suspicion, this.#net))),
      Promise.all(urls.map((url) => askCanary(url, this.#net))),
    ]);
    return { beganMs, testimonies, canaries };
  }

  /** While the network is down: no check may be due for an hour, but recovery must be noticed within seconds. */
  async #lookAgain(): Promise<void> {
    for (const part of this.#losses.open()) {
      const look = await this.#lookAround(part, { ...part, not: { hostname: '', address: undefined } });
      if (hasFoundSomebody(look)) this.#losses.endOf(part);
    }
    this.#losses.announce(performance.now());
  }
}

const hasConnected = ({ timings }: CheckOutcome): boolean => timings.tlsUs > 0 || timings.ttfbUs > 0;

const hasFoundSomebody = ({ testimonies, canaries }: Look): boolean =>
  canaries.includes(true) || testimonies.some(({ isReached }) => isReached);

/** The rule: one reachable witness clears the network; two unreachable ones, or all canaries, convict it. */
function verdictOf(look: Look, wanted: Witnesses): Verdict {
  const heard = look.testimonies.filter(({ host }) => fits(host, wanted));
  if (look.canaries.includes(true) || heard.some(({ isReached }) => isReached)) return 'works';
  return look.canaries.length > 0 || heard.length >= MIN_SILENT_WITNESSES ? 'lost' : 'unclear';
}

/** `others` is how many were asked in vain; absent if none was asked. */
function unknownBecause(suspicion: Suspicion, outcome: CheckOutcome, others?: number): CheckOutcome {
  const what = suspicion === 'connection' ? 'could not reach any host' : 'could not look up any name';
  const because =
    others === undefined
      ? 'the fault seems to be of this checker’s own network'
      : `this checker had lost its network and ${what} (${others} others were tried)`;
  const detail = `No verdict: ${because}. What it saw: ${outcome.detail}`;
  return { ...outcome, status: 'unknown', reason: 'checker_fault', detail: detail.slice(0, 2_048).toWellFormed() };
}
