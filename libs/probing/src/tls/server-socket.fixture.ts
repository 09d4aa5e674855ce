import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** The socket of a request to an https server, as what it is. */
export function toTlsServerSocket(socket: Socket): TLSSocket & { servername: string | false } {
  if (socket instanceof TLSSocket) return socket as TLSSocket & { servername: string | false };
  throw new TypeError('not a TLS socket');
}
