import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const HEADER_BYTES = 12;
const NXDOMAIN = 3;
const SERVFAIL = 2;
const TXT = 16;

/** A name server on the loopback interface that knows TXT records (RFC 1035, 4). */
export interface TxtServer extends AsyncDisposable {
  readonly address: string;
  /** Texts by lower-case names; null: the server fails. */
  readonly records: Map<string, string[] | null>;
}

function nameIn(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

/** A record at the name of the question, to which 0xc00c points. Its text comes in parts of 20 bytes, as it may. */
function recordOf(text: string): Buffer {
  const parts = (text.match(/.{1,20}/gs) ?? []).flatMap((part) => [Buffer.from([part.length]), Buffer.from(part)]);
  const data = Buffer.concat(parts);
  const head = Buffer.from([0xc0, 0x0c, 0, TXT, 0, 1, 0, 0, 0, 0, data.length >> 8, data.length & 0xff]);
  return Buffer.concat([head, data]);
}

export async function startTxtServer(): Promise<TxtServer> {
  const records = new Map<string, string[] | null>();
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, end } = nameIn(query);
    const texts = records.get(name);
    const code = texts === undefined ? NXDOMAIN : texts === null ? SERVFAIL : 0;
    const header = Buffer.from(query.subarray(0, HEADER_BYTES));
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(texts?.length ?? 0, 6);
    header.writeUInt32BE(0, 8);
    const question = query.subarray(HEADER_BYTES, end + 4);
    socket.send(Buffer.concat([header, question, ...(texts ?? []).map(recordOf)]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    records,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
