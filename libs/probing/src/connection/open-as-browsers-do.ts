import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { ProbeSpec } from '@wakeful/contracts';
import { NO_SECRETS } from '@wakeful/contracts';
import { askAside } from '../http/ask-aside.js';
import { buildRequest, type HttpRequest } from '../http/http-request.js';
import { noteOddity } from '../note-oddity.js';
import type { ProbeRun } from '../probe-run.js';
import { readTarget } from '../probe-target.js';
import { IncompleteChain } from '../tls/incomplete-chain.js';
import { openConnection } from './open-connection.js';
import type { OnBytes, ProbeNet } from './probe-net.js';

/** As much as Chromium reads (net/cert_net/cert_net_fetcher_url_request.cc). */
const bounds = { timeoutMs: 5_000, maxBodyBytes: 65_536 };
const HTTP_OK = 200;

/**
 * Fetches what a chain lacks, as part of the check's phase `tls`. It takes at most half of the time that is left: who does not
 * get it in time still fails for the chain, and who gets it has time to connect once more.
 */
async function completeChain(
  run: ProbeRun,
  incomplete: IncompleteChain,
  { secrets }: HttpRequest,
  spec: ProbeSpec,
  net: ProbeNet,
): Promise<string[]> {
  const proxyUrl = secrets?.proxyUrl ?? null;
  const way = JSON.stringify([spec.ipFamily, spec.resolvers, proxyUrl]);
  const fetch = async (url: string): Promise<Buffer | null> => {
    const request = buildRequest(readTarget(url), 'GET', { ...NO_SECRETS, proxyUrl });
    const { httpStatus, wire } = await askAside(request, spec, bounds, net);
    return httpStatus === HTTP_OK ? wire : null;
  };
  run.enter('tls');
  const missing = await run.step<string[]>((resolve, reject) => {
    net.issuerCertificates.complete(incomplete, { way, fetch }).then(resolve, reject);
    setTimeout(resolve, run.leftMs / 2, []).unref();
  });
  run.leave();
  return missing;
}

/**
 * As {@link openConnection}. When the server leaves out certificates of authorities, they are fetched from where its own
 * says, as Chromium and Safari do, and the connection is made once more with them at hand. They help to find the way to a trusted
 * authority, which then is judged as ever.
 */
export async function openAsBrowsersDo(
  run: ProbeRun,
  request: HttpRequest,
  spec: ProbeSpec,
  net: ProbeNet,
  onBytes: OnBytes,
): Promise<Socket> {
  try {
    return await openConnection(run, request, spec, net, onBytes);
  } catch (error) {
    if (!(error instanceof IncompleteChain)) throw error;
    run.closeSocket();
    const missing = await completeChain(run, error, request, spec, net);
    const [first] = missing;
    if (first === undefined) throw error;
    const socket = await openConnection(run, request, spec, net, onBytes, missing);
    const name = new X509Certificate(first).subject.replaceAll('\n', ', ');
    noteOddity(
      run.facts,
      `The server does not send its intermediate certificate (${name}): browsers fetch it, many other programs refuse.`,
    );
    return socket;
  }
}
