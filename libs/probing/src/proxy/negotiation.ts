import type { Socket } from 'node:net';
import type { ProbeRun } from '../probe-run.js';

/** More than any proxy says before it lets bytes through. */
const MAX_ANSWER_BYTES = 16_384;

/** The proxy said too much, or hung up before it had said everything. */
class ProxyHungUp extends Error {
  readonly code = 'ECONNRESET';
  override readonly name = 'ProxyHungUp';
}

/**
 * Sends `bytes` and reads the answer: as many bytes as `lengthOf` makes of what has come so far (null: it cannot tell
 * yet). What comes after them stays in the socket.
 */
export function converse(
  run: ProbeRun,
  socket: Socket,
  bytes: string | Buffer,
  lengthOf: (received: Buffer) => number | null,
): Promise<Buffer> {
  let received = Buffer.alloc(0);
  return run.step<Buffer>((resolve, reject) => {
    const finish = (settle: () => void): void => {
      socket.off('data', onData).off('end', onEnd);
      socket.pause();
      settle();
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const length = lengthOf(received);
      if (length !== null && received.length >= length) {
        finish(() => {
          if (received.length > length) socket.unshift(received.subarray(length));
          resolve(received.subarray(0, length));
        });
      } else if (received.length > MAX_ANSWER_BYTES) finish(() => reject(new ProxyHungUp('said too much')));
    };
    const onEnd = (): void => finish(() => reject(new ProxyHungUp('hung up')));
    socket.on('data', onData).on('end', onEnd).resume();
    socket.write(bytes);
  });
}
