import type { Socket } from 'node:net';

/** SOCKS 5, as far as a browser speaks it: no authentication, CONNECT only (RFC 1928). */
const VERSION = 5;
const NO_AUTHENTICATION = 0;
const NO_ACCEPTABLE_METHOD = 0xff;
const CONNECT = 1;
const ADDRESS_TYPES = { ipv4: 1, name: 3, ipv6: 4 } as const;
const HANDSHAKE_TIMEOUT_MS = 5_000;

/** Reply codes of RFC 1928, section 6. */
export const socksReplies = {
  succeeded: 0,
  failed: 1,
  notAllowed: 2,
  networkUnreachable: 3,
  hostUnreachable: 4,
  refused: 5,
  commandNotSupported: 7,
} as const;
export type SocksReply = keyof typeof socksReplies;

export interface SocksDestination {
  /** A name, or an address without brackets. */
  hostname: string;
  port: number;
}

/** The client does not speak SOCKS 5, or asks for what is not offered. */
class SocksProtocolError extends Error {
  readonly code = 'SOCKS_PROTOCOL';
  override readonly name = 'SocksProtocolError';
}

/** Tells the client how its request ended. The bound address is of no use to it and left out. */
export function sendReply(socket: Socket, reply: SocksReply): void {
  socket.write(Buffer.from([VERSION, socksReplies[reply], 0, ADDRESS_TYPES.ipv4, 0, 0, 0, 0, 0, 0]));
}

/** Reads exactly as much as is asked for, and leaves the rest to whoever reads next. */
async function readExactly(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes?.length === length) return bytes;
    if (bytes !== null || socket.destroyed || socket.readableEnded) {
      throw new SocksProtocolError('the client went away during the handshake');
    }
    await new Promise<void>((resolve) => {
      const go = (): void => {
        for (const event of ['readable', 'end', 'close'] as const) socket.off(event, go);
        resolve();
      };
      for (const event of ['readable', 'end', 'close'] as const) socket.once(event, go);
    });
  }
}

async function readHostname(socket: Socket, type: number): Promise<string> {
  switch (type) {
    case ADDRESS_TYPES.ipv4:
      return (await readExactly(socket, 4)).join('.');
    case ADDRESS_TYPES.ipv6:
      return (await readExactly(socket, 16)).toString('hex').replace(/(.{4})(?!$)/g, '$1:');
    case ADDRESS_TYPES.name: {
      const [length = 0] = await readExactly(socket, 1);
      return (await readExactly(socket, length)).toString('latin1');
    }
    default:
      throw new SocksProtocolError(`address type ${type} is not known`);
  }
}

/**
 * Reads a client's greeting and request up to where it waits for a reply.
 * @throws SocksProtocolError
 */
export async function readDestination(socket: Socket): Promise<SocksDestination> {
  const timer = setTimeout(() => socket.destroy(), HANDSHAKE_TIMEOUT_MS);
  try {
    const [version, methodCount = 0] = await readExactly(socket, 2);
    if (version !== VERSION) throw new SocksProtocolError('the client does not speak SOCKS 5');
    const methods = await readExactly(socket, methodCount);
    const isOpen = methods.includes(NO_AUTHENTICATION);
    socket.write(Buffer.from([VERSION, isOpen ? NO_AUTHENTICATION : NO_ACCEPTABLE_METHOD]));
    if (!isOpen) throw new SocksProtocolError('the client wants to authenticate');
    const [, command, , type = 0] = await readExactly(socket, 4);
    const hostname = await readHostname(socket, type);
    const port = (await readExactly(socket, 2)).readUInt16BE(0);
    if (command === CONNECT) return { hostname, port };
    sendReply(socket, 'commandNotSupported');
    throw new SocksProtocolError('only CONNECT is offered');
  } finally {
    clearTimeout(timer);
  }
}
