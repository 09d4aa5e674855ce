import type { CheckOutcome, HopFacts, ProbeSecrets, ProbeSpec } from '@wakeful/contracts';
import { Authorization } from './auth/authorize.js';
import { planBody } from './body/plan-body.js';
import { type Answer, readAnswer } from './body/read-answer.js';
import { openAsBrowsersDo } from './connection/open-as-browsers-do.js';
import type { ProbeNet } from './connection/probe-net.js';
import { toProbeFailure } from './failure/describe-failure.js';
import type { ProbeFailure } from './failure/probe-failure.js';
import { CheckCookies } from './http/cookies.js';
import { HttpExchange } from './http/http-exchange.js';
import { buildRequest, type HttpRequest } from './http/http-request.js';
import { followRedirect, isRedirectStatus, locationOf, tooManyRedirects } from './http/redirect.js';
import type { ResponseHead } from './http/response-head.js';
import { judgeAnswer, type Verdict } from './judge-response.js';
import { noteOddity } from './note-oddity.js';
import { ProbeRun } from './probe-run.js';
import { readTarget } from './probe-target.js';
import type { ProbeWitness } from './probe-witness.js';
import { proxyRefusalIn } from './proxy/http-tunnel.js';
import { redactOutcome } from './redact.js';

/**
 * Probes one target once. Never rejects for anything that a target does: every failure is an outcome. Aborting the
 * signal ends it as `unknown / checker_fault`. When it returns, no socket of it is open.
 */
export type Probe = (
  spec: ProbeSpec,
  secrets: ProbeSecrets | null,
  signal: AbortSignal,
  net: ProbeNet,
  witness?: ProbeWitness,
) => Promise<CheckOutcome>;

/** What one probe works with, and what it has learned so far. */
interface Probing {
  run: ProbeRun;
  spec: ProbeSpec;
  net: ProbeNet;
  httpStatus: number | null;
  hops: HopFacts[];
  /** What was asked last. */
  lastUrl: string;
  readonly cookies: CheckCookies;
  readonly authorization: Authorization;
}

function noteHop(probing: Probing, request: HttpRequest, startedUs: number): void {
  const { place, clock } = probing.run;
  probing.hops.push({
    url: request.target.url,
    httpStatus: probing.httpStatus,
    address: place.address,
    durationUs: clock.timings.totalUs - startedUs,
  });
}

/** One hop: the answer, or the request to which it redirects. */
async function visit(probing: Probing, request: HttpRequest): Promise<Answer | HttpRequest> {
  const { run, spec, net, cookies, authorization } = probing;
  probing.httpStatus = null;
  probing.lastUrl = request.target.url;
  let exchange: HttpExchange | null = null;
  let failure: ProbeFailure | null = null;
  try {
    exchange = new HttpExchange(run, request, (head, bodyLength) =>
      // As in browsers the body of a redirect is not waited for, nor that of a challenge.
      (spec.followRedirects && locationOf(head) !== null) || authorization.canAnswer(request, head)
        ? null
        : planBody(spec, head, bodyLength, run.witness !== undefined),
    );
    await exchange.perform(await openAsBrowsersDo(run, request, spec, net, exchange.onBytes));
  } catch (error) {
    failure = toProbeFailure(error, run.place);
    // A status that is known may decide, whatever became of the body; not so when the fault is ours.
    const status = exchange?.httpStatus ?? null;
    if (!exchange || status === null || failure.status === 'unknown') throw error;
    // Where this redirect leads to is what the monitor is about, and its head does not say that.
    if (spec.followRedirects && !exchange.head && isRedirectStatus(status)) throw error;
  } finally {
    probing.httpStatus = exchange?.httpStatus ?? null;
    run.endHop();
  }
  const refusal = exchange.head && proxyRefusalIn(exchange.head, request);
  if (refusal) throw refusal;
  if (exchange.head && authorization.canAnswer(request, exchange.head)) {
    cookies.store(exchange.head, request.target.url);
    return askAgain(probing, request, exchange.head);
  }
  const location = spec.followRedirects && exchange.head && locationOf(exchange.head);
  if (exchange.head === null || !location) return readAnswer(run, spec, exchange, failure);
  cookies.store(exchange.head, request.target.url);
  return followRedirect(request, exchange.head.httpStatus, location, cookies, (sentence) =>
    noteOddity(run.facts, sentence),
  );
}

/** The same request once more, with what the server asked for. */
async function askAgain(
  { authorization, cookies }: Probing,
  request: HttpRequest,
  head: ResponseHead,
): Promise<HttpRequest> {
  const { target, method } = request;
  const answer = await authorization.answer(request, head);
  const own = Object.entries(answer.secrets?.headers ?? {}).find(([name]) => name.toLowerCase() === 'cookie')?.[1];
  const again = buildRequest(target, method, answer.secrets, cookies.header(target.url, own), answer.authorization);
  return { ...again, hasAnswered: true };
}

/** Follows the chain of redirects to the last answer. */
async function fetchAnswer(probing: Probing, firstRequest: HttpRequest): Promise<Answer> {
  const { run, spec } = probing;
  let request = firstRequest;
  let redirects = 0;
  let startedUs = run.clock.timings.totalUs;
  for (;;) {
    let next: Answer | HttpRequest | null = null;
    try {
      next = await visit(probing, request);
      if (!('target' in next)) return next;
    } finally {
      const isRedirect = next !== null && 'target' in next && !next.hasAnswered;
      // A probe without redirects has nothing to tell about its hops that its facts do not say, and one that is asked
      // again is one hop.
      if (isRedirect || (redirects > 0 && (next === null || !('target' in next)))) noteHop(probing, request, startedUs);
    }
    if (!next.hasAnswered) {
      if (redirects >= spec.maxRedirects) throw tooManyRedirects(spec.maxRedirects, request.target.url);
      redirects += 1;
      startedUs = run.clock.timings.totalUs;
    }
    request = next;
  }
}

async function probeAndJudge(probing: Probing): Promise<Verdict> {
  const { run, spec } = probing;
  const secrets = await probing.authorization.begin();
  const answer = await fetchAnswer(probing, buildRequest(readTarget(spec.url), spec.method, secrets));
  if (!answer.isUnread) run.facts.bodyBytes = answer.bodyBytes;
  return judgeAnswer(spec, answer, run.facts, { finalUrl: probing.lastUrl, durationsUs: run.clock.timings });
}

function judgeFailure({ run }: Probing, error: unknown): Verdict {
  const { place, facts } = run;
  const { status, reason, message, ownNetwork } = toProbeFailure(error, place);
  if (ownNetwork) facts.ownNetwork = ownNetwork;
  if (reason === 'timeout') facts.timeoutPhase ??= place.phase;
  if (place.phase === 'transfer') facts.bodyBytes ??= place.bodyBytes;
  return { status, reason, detail: message };
}

function toOutcome(
  { run, spec, httpStatus, hops, authorization }: Probing,
  verdict: Verdict,
  secrets: ProbeSecrets | null,
): CheckOutcome {
  const { facts, clock } = run;
  if (hops.length > 0) {
    facts.hops = hops;
    facts.finalUrl = hops.at(-1)?.url;
  }
  redactOutcome(verdict, facts, secrets, spec.url);
  const { sent } = authorization;
  if (sent) redactOutcome(verdict, facts, sent, spec.url);
  const { status, reason, detail } = verdict;
  return { status, reason, detail, httpStatus, timings: clock.timings, facts };
}

/** Probes an http or https URL, see {@link Probe}. */
export const httpProbe: Probe = async (spec, secrets, signal, net, witness) => {
  const run = new ProbeRun(spec.timeoutMs, signal, witness);
  const probing: Probing = {
    run,
    spec,
    net,
    httpStatus: null,
    hops: [],
    lastUrl: spec.url,
    cookies: new CheckCookies(),
    authorization: new Authorization(run, spec, secrets, net),
  };
  let verdict: Verdict;
  try {
    verdict = await probeAndJudge(probing);
  } catch (error) {
    verdict = judgeFailure(probing, error);
  } finally {
    probing.run.close();
  }
  return toOutcome(probing, verdict, secrets);
};
