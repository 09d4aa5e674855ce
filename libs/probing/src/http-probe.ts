import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { CheckOutcome, HopFacts, ProbeSecrets, ProbeSpec } from '@wakeful/contracts';
import { evaluateAssertions, needsBodyText } from '@wakeful/domain';
import { decodeBody, decodeText, readCodings } from './decode-body.js';
import { toProbeFailure } from './failure/describe-failure.js';
import { exchange, readWire } from './http-exchange.js';
import { buildRequest, type HttpRequest } from './http-request.js';
import { judgeResponse, type Answer, type Verdict } from './judge-response.js';
import { openConnection } from './connection/open-connection.js';
import type { ProbeNet } from './connection/probe-net.js';
import { ProbeRun } from './probe-run.js';
import { readTarget } from './probe-target.js';
import type { ProbeWitness } from './probe-witness.js';
import { redactOutcome, redactor } from './redact.js';
import { followRedirect, isRedirect, tooManyRedirects } from './redirect.js';

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

async function readAnswer(probing: Probing, socket: Socket, response: IncomingMessage): Promise<Answer> {
  const { run, spec } = probing;
  const { maxBodyBytes: maxBytes, assertions } = spec;
  const { headers } = response;
  const wantsText = needsBodyText(assertions);
  const codings = readCodings(headers['content-encoding']);
  const keep = wantsText || codings.length > 0 || run.witness !== undefined;
  const wire = await readWire(run, socket, response, { maxBytes, keep });
  // The time to decode is ours, not the site's, and needs no connection.
  run.close();
  const status = response.statusCode ?? 0;
  if (!keep) return { status, headers, bodyBytes: wire.bytes, bodyText: null };
  const body = await decodeBody(Buffer.concat(wire.kept), codings, maxBytes);
  run.witness?.decoded(body);
  const bodyText = wantsText ? decodeText(body, headers['content-type']) : null;
  return { status, headers, bodyBytes: body.length, bodyText };
}

/** One hop: the answer, or the request to which it redirects. */
async function visit(probing: Probing, request: HttpRequest): Promise<Answer | HttpRequest> {
  const { run, spec, net } = probing;
  probing.httpStatus = null;
  try {
    const socket = await openConnection(run, request.target, spec, net);
    const response = await exchange(run, socket, request);
    const status = (probing.httpStatus = response.statusCode ?? 0);
    run.facts.httpVersion = response.httpVersion;
    const { location } = response.headers;
    if (!spec.followRedirects || !isRedirect(status, location)) return await readAnswer(probing, socket, response);
    return followRedirect(request, status, location);
  } finally {
    // As in browsers the body of a redirect is not waited for.
    run.endHop();
  }
}

/** Follows the chain of redirects to the last answer. */
async function fetchAnswer(probing: Probing, firstRequest: HttpRequest): Promise<Answer> {
  const { run, spec } = probing;
  let request = firstRequest;
  for (let redirects = 0; ; redirects += 1) {
    const startedUs = run.clock.timings.totalUs;
    let next: Answer | HttpRequest | null = null;
    try {
      next = await visit(probing, request);
      if (!('target' in next)) return next;
    } finally {
      // A probe without redirects has nothing to tell about its hops that its facts do not say.
      if (redirects > 0 || (next && 'target' in next)) noteHop(probing, request, startedUs);
    }
    if (redirects >= spec.maxRedirects) throw tooManyRedirects(spec.maxRedirects, request.target.url);
    request = next;
  }
}

async function probeAndJudge(probing: Probing, secrets: ProbeSecrets | null): Promise<Verdict> {
  const { run, spec } = probing;
  const answer = await fetchAnswer(probing, buildRequest(readTarget(spec.url), spec.method, secrets));
  run.facts.bodyBytes = answer.bodyBytes;
  if (spec.assertions.length > 0) run.facts.assertions = evaluateAssertions(spec.assertions, answer);
  return judgeResponse(spec, answer.status, run.facts.assertions, run.clock.timings.totalUs);
}

function judgeFailure({ run }: Probing, error: unknown): Verdict {
  const { place, facts } = run;
  const { status, reason, message, ownNetwork } = toProbeFailure(error, place);
  if (ownNetwork) facts.ownNetwork = ownNetwork;
  if (reason === 'timeout') facts.timeoutPhase ??= place.phase;
  if (place.phase === 'transfer') facts.bodyBytes ??= place.bodyBytes;
  return { status, reason, detail: message };
}

function toOutcome({ run, httpStatus, hops }: Probing, verdict: Verdict, secrets: ProbeSecrets | null): CheckOutcome {
  const { facts, clock } = run;
  if (hops.length > 0) {
    facts.hops = hops;
    facts.finalUrl = hops.at(-1)?.url;
  }
  if (secrets) redactOutcome(verdict, facts, redactor(secrets));
  const { status, reason, detail } = verdict;
  return { status, reason, detail, httpStatus, timings: clock.timings, facts };
}

/** Probes an http or https URL, see {@link Probe}. */
export const httpProbe: Probe = async (spec, secrets, signal, net, witness) => {
  const probing: Probing = {
    run: new ProbeRun(spec.timeoutMs, signal, witness),
    spec,
    net,
    httpStatus: null,
    hops: [],
  };
  let verdict: Verdict;
  try {
    verdict = await probeAndJudge(probing, secrets);
  } catch (error) {
    verdict = judgeFailure(probing, error);
  } finally {
    probing.run.close();
  }
  return toOutcome(probing, verdict, secrets);
};
