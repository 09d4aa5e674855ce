import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Server } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What the server says of a name. Without `rcode` the name exists. */
export interface NameRecord {
  a?: readonly string[];
  aaaa?: readonly string[];
  cname?: string;
  /** RFC 1035, section 4.1.1; 2: SERVFAIL, 3: NXDOMAIN, 5: REFUSED. */
  rcode?: number;
  /** Gets no answer; `aaaa`: only to questions for AAAA. */
  silent?: true | 'aaaa';
  /** Answers over UDP are cut off, so that the whole one has to be fetched over TCP. */
  truncated?: boolean;
}

const types = { A: 1, CNAME: 5, AAAA: 28 } as const;
const TTL_SECONDS = 60;

function encodeName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]), Buffer.of(0)]);
}

function encodeRecord(owner: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(TTL_SECONDS, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(owner), fixed, data]);
}

/** A name server on a random loopback port, over UDP and TCP, with what it was asked. */
export class NameServer implements AsyncDisposable {
  /** `A shop.example`, in the order in which they came. */
  readonly asked: string[] = [];

  private constructor(
    private readonly records: Readonly<Record<string, NameRecord>>,
    private readonly udp: UdpSocket,
    private readonly tcp: Server,
  ) {}

  /** Names that `records` does not have do not exist. */
  static async start(records: Readonly<Record<string, NameRecord>>): Promise<NameServer> {
    for (;;) {
      const tcp = createServer();
      await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
      const { port } = tcp.address() as AddressInfo;
      const udp = createSocket('udp4');
      const isFree = await new Promise((resolve) => {
        udp.once('error', () => resolve(false));
        udp.bind(port, '127.0.0.1', () => resolve(true));
      });
      const server = new NameServer(records, udp, tcp);
      if (isFree) return server.#serve();
      tcp.close();
    }
  }

  get address(): string {
    return `127.0.0.1:${this.udp.address().port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.udp.close();
    await new Promise((resolve) => this.tcp.close(resolve));
  }

  #serve(): this {
    this.udp.on('message', (message, { port, address }: RemoteInfo) => {
      const answer = this.#answer(message, true);
      if (answer) this.udp.send(answer, port, address);
    });
    this.tcp.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        const answer = this.#answer(bytes.subarray(2), false);
        if (!answer) return;
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        socket.end(Buffer.concat([length, answer]));
      });
    });
    return this;
  }

  #answer(query: Buffer, isUdp: boolean): Buffer | null {
    let at = 12;
    const labels: string[] = [];
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const name = labels.join('.').toLowerCase();
    const type = query.readUInt16BE(at + 1);
    const question = query.subarray(12, at + 5);
    const isAaaa = type === types.AAAA;
    this.asked.push(`${isAaaa ? 'AAAA' : 'A'} ${name}`);
    const record = this.records[name] ?? { rcode: 3 };
    if (record.silent === true || (record.silent === 'aaaa' && isAaaa)) return null;
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    const isCut = isUdp && record.truncated === true;
    header.writeUInt16BE(0x8180 | (isCut ? 0x0200 : 0) | (record.rcode ?? 0), 2);
    header.writeUInt16BE(1, 4);
    const answers = isCut ? [] : this.#records(name, isAaaa);
    header.writeUInt16BE(answers.length, 6);
    return Buffer.concat([header, question, ...answers]);
  }

  #records(name: string, isAaaa: boolean): Buffer[] {
    const record = this.records[name] ?? {};
    if (record.cname) {
      return [encodeRecord(name, types.CNAME, encodeName(record.cname)), ...this.#records(record.cname, isAaaa)];
    }
    const addresses = (isAaaa ? record.aaaa : record.a) ?? [];
    const type = isAaaa ? types.AAAA : types.A;
    return addresses.map((address) => encodeRecord(name, type, Buffer.from(ipaddr.parse(address).toByteArray())));
  }
}
