import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/**
 * Below the range from which systems take ports for outgoing connections and for servers that listen on port 0: there a
 * port that is free now may be taken a moment later, or while a server that wants it again is being restarted.
 */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;
const MAX_ATTEMPTS = 100;

/** No port could be had: hardly anything but a machine that forbids listening altogether. */
export class NoFreePortError extends Error {
  readonly code = 'NO_FREE_PORT';

  constructor() {
    super(
      `None of ${MAX_ATTEMPTS} ports between ${LOWEST_PORT} and ${HIGHEST_PORT} is free. May this user listen on ${LOOPBACK}?`,
    );
    this.name = 'NoFreePortError';
  }
}

/** A TCP port on the loopback interface that is free, and likely to stay so until it is used. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await isPortFree(port)) return port;
  }
  throw new NoFreePortError();
}

/** Whether a server could listen on this port now. */
export async function isPortFree(port: number, host = LOOPBACK): Promise<boolean> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => resolve(true));
  });
  if (isFree) await new Promise<void>((resolve) => server.close(() => resolve()));
  return isFree;
}
