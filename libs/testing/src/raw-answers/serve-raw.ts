import type { Socket } from 'node:net';
import type { RawAnswer } from './raw-answers.js';

const PAUSE_MS = 150;

/** Sends the pieces with a pause between them, whatever is asked. */
export function serveRaw({ bytes, staysOpen }: Pick<RawAnswer, 'bytes' | 'staysOpen'>): (socket: Socket) => void {
  const pieces = Array.isArray(bytes) ? (bytes as readonly (string | Buffer)[]) : [bytes as string | Buffer];
  return (socket) => {
    socket.setNoDelay(true);
    socket.once('data', () => {
      pieces.forEach((piece, index) => setTimeout(() => socket.write(piece), index * PAUSE_MS));
      if (!staysOpen) setTimeout(() => socket.end(), (pieces.length - 1) * PAUSE_MS);
    });
  };
}
