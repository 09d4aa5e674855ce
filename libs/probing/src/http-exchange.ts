import { request as startRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpRequest } from './http-request.js';
import { ProbeFailure } from './failure/probe-failure.js';
import type { ProbeRun } from './probe-run.js';

const SWITCHING_PROTOCOLS = 101;
/** Browsers take a quarter of a mebibyte; Node's own default of 16 KiB is too small for some sites with many cookies. */
const MAX_HEADER_BYTES = 65_536;

/** Sends a request on an open connection and waits for the response's headers; its body is still to be read. */
export async function exchange(run: ProbeRun, socket: Socket, request: HttpRequest): Promise<IncomingMessage> {
  run.enter('ttfb');
  const response = await run.step<IncomingMessage>((resolve) => {
    const outgoing = startRequest({
      method: request.method,
      path: request.target.path,
      headers: request.headers,
      // With its own connection and no agent Node keeps nothing: no pool, no keep-alive.
      agent: undefined,
      createConnection: () => socket,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    outgoing.on('response', resolve);
    // Without this Node would take a 101 for a failure, and it may be what the monitor expects.
    outgoing.on('upgrade', resolve);
    outgoing.on('error', (error) => run.fail(socket, error));
    if (request.body) outgoing.end(request.body);
    else outgoing.end();
  });
  run.leave();
  run.witness?.answered(response);
  return response;
}

const tooLarge = (maxBytes: number): ProbeFailure =>
  new ProbeFailure('body_too_large', `The body is larger than ${maxBytes.toLocaleString('en-US')} bytes`);

/**
 * Reads a body to its end and counts it; the bytes are kept only when asked for, else the buffer is empty. Throws a
 * {@link ProbeFailure} as soon as more than `maxBytes` came over the wire.
 */
export async function readWire(
  run: ProbeRun,
  socket: Socket,
  response: IncomingMessage,
  { maxBytes, keep }: { maxBytes: number; keep: boolean },
): Promise<{ bytes: number; kept: Buffer[] }> {
  const { place } = run;
  const kept: Buffer[] = [];
  place.bodyBytes = 0;
  run.enter('transfer');
  // After a 101 the connection speaks another protocol: there is no body, and Node would wait for one.
  if (response.statusCode === SWITCHING_PROTOCOLS) {
    run.leave();
    return { bytes: 0, kept };
  }
  await run.step<void>((resolve) => {
    response.on('data', (chunk: Buffer) => {
      place.bodyBytes += chunk.length;
      run.witness?.received(chunk);
      if (place.bodyBytes > maxBytes) run.fail(socket, tooLarge(maxBytes));
      else if (keep) kept.push(chunk);
    });
    response.on('end', resolve);
    response.on('error', (error) => run.fail(socket, error));
  });
  run.leave();
  return { bytes: place.bodyBytes, kept };
}
