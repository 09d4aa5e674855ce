import { isIP, type Socket } from 'node:net';
import { MAX_TRIED_ADDRESSES, type TriedAddress } from '@wakeful/contracts';
import { toProbeFailure } from '../failure/describe-failure.js';
import { count, endpointOf } from '../failure/describe-place.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import { noteOddity } from '../note-oddity.js';
import type { ProbeRun } from '../probe-run.js';
import type { Address } from './address-order.js';
import { AddressRace, type Attempt, NoAddressConnected } from './address-race.js';
import type { OnBytes, ProbeNet } from './probe-net.js';

const MAX_ERROR_CHARACTERS = 256;

const failureOf = (run: ProbeRun, { address, error }: Attempt): ProbeFailure =>
  toProbeFailure(error, { ...run.place, phase: 'connect', address });

/** One failure for all addresses: its reason is that of the first which may be the site's, else of the first. */
function failureOfAll(run: ProbeRun, attempts: readonly Attempt[]): ProbeFailure {
  const failures = attempts.map((attempt) => failureOf(run, attempt));
  const telling = failures.find(({ ownNetwork }) => ownNetwork !== 'likely') ?? failures[0];
  if (!telling || failures.length === 1) return telling ?? new ProbeFailure('checker_fault', 'No address was tried');
  const sentences = [...new Set(failures.map(({ message }) => message))].join('; ');
  return new ProbeFailure(telling.reason, sentences, { cause: telling.cause, ownNetwork: telling.ownNetwork });
}

/** Puts down which addresses were tried, and what was the matter with those that did not get the connection. */
function noteAttempts(run: ProbeRun, { attempts, winner }: AddressRace): void {
  const { facts, place } = run;
  const chosen = winner ?? attempts[0];
  if (!chosen) return;
  place.address = facts.address = chosen.address;
  facts.ipFamily = isIP(chosen.address) === 6 ? 6 : 4;
  if (attempts.length < 2) return;
  const nowMs = performance.now();
  // What is noted is the same at each check that goes the same way, so it quotes no time.
  const lost: string[] = [];
  facts.addresses = attempts.map((attempt): TriedAddress => {
    if (attempt === winner) return { address: attempt.address };
    const waitedMs = Math.round(nowMs - attempt.startedMs);
    const silent = `${endpointOf(attempt.address, place.port)} had not answered`;
    const failure = attempt.error && failureOf(run, attempt).message;
    lost.push(failure ?? silent);
    const error = failure ?? `${silent} after ${count(waitedMs)} ms`;
    return { address: attempt.address, error: error.slice(0, MAX_ERROR_CHARACTERS) };
  });
  if (!winner) return;
  noteOddity(facts, `${lost.join('; ')}; ${endpointOf(winner.address, place.port)} took the connection`);
}

/**
 * Connects to the first of a host's addresses that takes the connection, within the run's one deadline. The facts say
 * which were tried. Fails with one failure that names every address.
 * @param onBytes see {@link ProbeNet.connect}
 */
export async function connectToFirst(
  run: ProbeRun,
  addresses: readonly Address[],
  port: number,
  net: ProbeNet,
  onBytes?: OnBytes,
): Promise<Socket> {
  const race = new AddressRace(
    addresses.slice(0, MAX_TRIED_ADDRESSES).map(({ address }) => address),
    (address) => net.connect(address, port, onBytes),
  );
  run.place.connecting = () => race.pending;
  run.hold(race);
  run.enter('connect');
  try {
    const socket = await run.step<Socket>((resolve, reject) => {
      race.start((connected) => resolve(run.own(connected)), reject);
    });
    run.leave();
    return socket;
  } catch (error) {
    throw error instanceof NoAddressConnected ? failureOfAll(run, error.attempts) : error;
  } finally {
    noteAttempts(run, race);
  }
}
